//! How common a word or a name is in news at large.
//!
//! In a handful of reports every word of the story occurs everywhere, so counting in the collection alone says that
//! it tells nothing. The counts are therefore smoothed with an imagined background of [`BACKGROUND`] reports, in which
//! the words below occur in about the given share and all others hardly at all. The classes are rough and written
//! from general knowledge: they only have to tell `year` from `harbour`.

use std::sync::LazyLock;

use copydesk_text::hash::FastMap;
use copydesk_text::words::stem;

/// Size of the imagined background, in reports.
pub(crate) const BACKGROUND: f32 = 1000.0;

/// Share of reports in which a word occurs, and the words.
const CLASSES: &[(f32, &str)] = &[
    (
        0.35,
        "new year two first people time last day three week make take use work state government part country million \
         month world percent company report four million today number group second five end late early plan show call \
         set man woman big high long small large old young good great great next public news place way thing yesterday \
         tomorrow year years old",
    ),
    (0.12, "monday tuesday wednesday thursday friday saturday sunday"),
    (
        0.15,
        "city official minister president spokesman spokeswoman statement police home house national international \
         local life help need want know think believe hope expect start begin continue follow lead leader member head \
         party support right law court case problem issue change increase rise fall fell grow drop cut raise service \
         market business money price cost pay billion dollar pound euro hour minute night morning evening afternoon \
         family child children school power force military war security office department agency community history \
         point result report reports reported reporter reporters interview conference meeting meet met told talk talks \
         question answer decision decide move run hold held keep kept put give gave find found turn open close win won \
         lose lost play game team player season match final score john david michael james paul george january february \
         march april june july august september october november december hundred thousand six seven eight nine ten \
         north south east west side area centre center street road water food fire car death die died kill killed \
         injured dead body hospital doctor health economy economic political politics election vote campaign parliament \
         senate congress senator prime foreign secretary chief executive director manager chairman deputy former \
         american british european russian chinese french german official officials authorities according earlier later \
         near far away inside outside face act action effort deal agreement agree sign announce announced announcement",
    ),
    (
        0.05,
        "ask add allow appear arrive arrest attack attempt attend ban base battle become bid board book bring build \
         buy cause chance charge claim clear club comment committee concern condition confirm consider control council \
         crime crisis damage danger date deny describe design despite develop development director discuss discussion \
         due education employee energy enter event evidence exchange expert explain failure fear federal field fight \
         figure film financial fight form fund future general global goal growth hand hard hear heart huge human idea \
         image immediate impact important improve include industry information interest investigation investment \
         involve join judge key land launch lawyer leave letter level likely line link list live look loss major media \
         medical message mind model moment mother murder music network note offer oil operation opposition order \
         organisation organization park parent pass past patient period person phone photo picture plane position \
         possible post prepare present press pressure prevent private process product production programme program \
         project protect protest prove provide quarter rate reach read ready real reason receive recent record reduce \
         refuse region relation release remain request require research resident respond response return reveal risk \
         role rule safety sale save scene seek sell send senior sentence serious serve share shot sign site situation \
         social source space special speak speech staff stage stand star station stay stop story strategy strike \
         strong student study success suffer suggest summit suspect system target tax technology television term test \
         thousand threat top total tour town trade train travel treatment trial trip trust university union victim video \
         view village visit voter warn watch weapon website weekend win winter word worker young twitter facebook \
         internet online website daily newspaper magazine television radio agency correspondent journalist editor",
    ),
    (
        0.10,
        "united-states us usa united-kingdom uk britain russia china france germany europe european-union london \
         washington new-york moscow beijing paris reuters associated-press ap afp bbc united-nations un white-house \
         america",
    ),
    (
        0.04,
        "japan india iran iraq israel syria ukraine turkey italy spain canada australia mexico brazil south-korea \
         north-korea pakistan afghanistan saudi-arabia egypt kremlin nato congress senate house-of-representatives \
         republican republicans democrat democrats democratic-party republican-party berlin brussels tokyo los-angeles \
         california texas england scotland twitter facebook google new-york-times washington-post cnn",
    ),
];

static SHARES: LazyLock<FastMap<&'static str, f32>> = LazyLock::new(|| {
    let mut shares = FastMap::default();
    for &(share, words) in CLASSES {
        for word in words.split_whitespace() {
            shares.entry(stem(word)).or_insert(share);
            shares.entry(word).or_insert(share);
        }
    }
    shares
});

/// Share of news reports in which a stemmed word, or a name with hyphens for blanks, occurs.
pub(crate) fn share(word: &str) -> f32 {
    SHARES.get(word).copied().unwrap_or(0.002)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_tell_less() {
        let of = |word: &str| share(stem(word));
        assert!(of("year") > of("minister") && of("minister") > of("visit"));
        assert!(of("visits") > of("trawler"));
        assert_eq!(of("monday"), of("friday"));
    }
}
