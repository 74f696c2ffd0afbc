//! Words that news uses for one thing: one report's "killed" is another's "died", its "blast" an "explosion".
//!
//! Sentences are compared by these, so that a restatement in other words is found. The groups are written from general
//! knowledge and hold only words that mean the same in nearly every report; a word of two meanings ("strike", "fire",
//! "charge", "release") is in none.

use std::sync::LazyLock;

use copydesk_text::hash::FastMap;
use copydesk_text::words::stem;

/// Groups of folded words, as they stand in reports; the first one names the group.
const GROUPS: &[&str] = &[
    "kill kills killed killing killings die dies died dying dead deaths death deadly fatal fatally fatalities slain slay lethal perish perished",
    "injure injures injured injuring injuries injury hurt hurts hurting wound wounds wounded wounding",
    "resign resigns resigned resigning resignation resignations quit quits quitting",
    "arrest arrests arrested arresting detain detains detained detaining detention apprehend apprehended",
    "explode explodes exploded exploding explosion explosions blast blasts",
    "earthquake earthquakes quake quakes temblor temblors tremor tremors",
    "buy buys bought buying buyout acquire acquires acquired acquiring acquisition acquisitions purchase purchases purchased purchasing takeover takeovers",
    "win wins won winning winner winners victory victories",
    "film films movie movies",
    "car cars vehicle vehicles automobile automobiles",
    "police policemen policeman cop cops",
    "gunman gunmen shooter shooters",
    "shoot shoots shot shooting shootings gunfire",
    "prison prisons jail jails jailed imprisoned",
    "rise rises rose rising increase increases increased increasing climb climbs climbed climbing",
    "fall falls fell falling fallen drop drops dropped dropping decline declines declined declining decrease decreases decreased decreasing",
    "lawsuit lawsuits sue sues sued suing",
    "child children kid kids",
    "mother mothers mom moms mum mums",
    "father fathers dad dads",
    "lawyer lawyers attorney attorneys",
    "lawmaker lawmakers legislator legislators",
    "company companies firm firms corporation corporations",
    "talks negotiation negotiations negotiate negotiated negotiating",
    "meeting meetings meet meets met",
    "deal deals agreement agreements accord accords pact pacts",
    "begin begins began begun beginning start starts started starting",
    "end ends ended ending finish finishes finished finishing conclude concludes concluded concluding",
    "crash crashes crashed crashing collide collides collided colliding collision collisions",
    "protest protests protested protesting protester protesters protestor protestors demonstration demonstrations demonstrator demonstrators demonstrate demonstrated",
    "probe probes investigation investigations investigate investigates investigated investigating inquiry inquiries investigator investigators",
    "nominate nominates nominated nominating nomination nominations nominee nominees",
    "teenager teenagers teen teens",
    "marry marries married marrying marriage wedding weddings wed",
    "ship ships vessel vessels boat boats",
    "plane planes airplane airplanes aircraft jet jets airliner airliners",
    "find finds found finding discover discovers discovered discovering discovery",
    "body bodies corpse corpses",
    "escape escapes escaped escaping flee flees fled fleeing",
    "search searches searched searching hunt hunts hunted hunting",
    "choose chooses chose chosen choosing pick picks picked picking select selects selected selecting selection",
    "announce announces announced announcing announcement announcements unveil unveils unveiled unveiling",
    "big large huge massive",
    "sick ill illness illnesses sickness",
    "home homes house houses",
    "aid assistance help helps helped helping",
    "reduce reduces reduced reducing reduction reductions slash slashes slashed slashing",
    "postpone postpones postponed postponing delay delays delayed delaying",
    "cancel cancels cancelled canceled cancelling scrap scraps scrapped scrapping",
    "hacker hackers attacker attackers",
    "thief thieves robber robbers burglar burglars",
    "robbery robberies heist heists theft thefts burglary burglaries",
    "rehab rehabilitation",
    "percent pct percentage",
    "hospital hospitals hospitalized hospitalised hospitalization",
    "award awards awarded prize prizes",
    "ceremony ceremonies gala",
    "host hosts hosted hosting emcee",
    "evacuate evacuates evacuated evacuating evacuation evacuations",
    "destroy destroys destroyed destroying destruction",
    "vote votes voted voting ballot ballots voter voters",
    "elect elects elected electing election elections",
];

static SENSES: LazyLock<FastMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut senses = FastMap::default();
    for group in GROUPS {
        let mut words = group.split(' ');
        let Some(first) = words.next() else { continue };
        let name = stem(first);
        senses.insert(first, name);
        senses.extend(words.map(|word| (word, name)));
    }
    senses
});

/// What a folded word is compared by: the name of its group, else its stem.
pub(crate) fn sense(folded: &str) -> &str {
    SENSES.get(folded).copied().unwrap_or_else(|| stem(folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_in_one_group_and_folded() {
        let mut seen: FastMap<&str, &str> = FastMap::default();
        for group in GROUPS {
            for word in group.split(' ') {
                assert!(word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
                assert_eq!(seen.insert(word, group), None, "{word}");
            }
        }
        assert_eq!(sense("died"), sense("killed"));
        assert_eq!(sense("harbours"), stem("harbours"));
    }
}
