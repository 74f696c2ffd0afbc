//! Words that stand before or beside a person's name: forms of address, titles and occupations.
//!
//! Entries are folded words without stops (`sen`, `dr`), separated by blanks. The lists are written from general
//! knowledge and kept short: a title counts as evidence for a name, so a doubtful word is left out.

/// Forms of address: whatever capitalised word follows is a person.
pub const HONORIFICS: &str = "mr mrs ms miss messrs mme mlle monsieur madame dr prof sir dame lord lady baroness herr frau senor senora \
     signor sheikh sheik shaikh mullah ayatollah imam rabbi rev reverend prophet hon honourable honorable maulana hajji haji pandit";

/// Titles that are capitalised before a name and whose last word stands directly before it. `minister` stands for
/// `prime minister` and `foreign minister` as well: words before it are found by the stage that needs them.
pub const TITLES: &str = "president presidents vice-president chancellor minister premier senator senators sen sens representative \
     rep reps congressman congresswoman assemblyman councilman councilwoman councillor alderman governor gov lt mayor king queen prince \
     princess emperor empress duke duchess count countess baron earl sultan emir tsar czar pope cardinal archbishop bishop patriarch \
     metropolitan father sister brother mother saint general gen lieutenant-general colonel col lieutenant captain capt major maj sergeant \
     sgt corporal cpl private commander cmdr admiral adm marshal brigadier brig commodore constable inspector superintendent sheriff detective judge justice attorney \
     secretary undersecretary ambassador envoy chairman chairwoman chairperson chair chief ceo cfo coo director commissioner \
     spokesman spokeswoman spokesperson speaker deputy mp mep mps professor doctor coach manager captain economist \
     actor actress singer author comrade first-lady vice-chancellor congressmember delegate treasurer comptroller ombudsman \
     attorney-general secretary-general lawmaker president-elect";

/// Occupations and relations in lower case, after which (or, set off by a comma, before which) a name is a person's.
pub const ROLES: &str = "accountant activist activists actor actress adviser advisor agent aide aides ambassador analyst analysts anchor archbishop architect artist \
     astronaut athlete attorney author banker bassist biologist bishop blogger boss boxer boyfriend brother builder candidate candidates captain cardinal \
     carpenter ceo chair chairman chairperson chairwoman champion chancellor chef chemist chief cleric cleric coach co-founder \
     collaborator colleague columnist comedian commander commentator commissioner composer conductor congressman congresswoman \
     conservationist consultant contender correspondent councillor counsellor counterpart cousin critic curator cyclist dancer daughter \
     defender defendant democrat deputy designer detective developer diplomat director dissident doctor dramatist driver drummer economist editor emperor \
     engineer entrepreneur envoy executive expert farmer father fiancee filmmaker fisherman footballer forward founder frontman general geologist \
     goalkeeper golfer governor grandfather grandmother grandson guitarist head heir heiress historian host husband illustrator industrialist \
     inspector inventor investigator journalist judge justice king lawmaker lawyer leader legislator librarian lieutenant magistrate \
     manager mathematician mayor midfielder militant millionaire billionaire minister model moderator mogul monk mother musician neighbour neighbor nephew \
     niece novelist nurse officer official opponent organiser organizer owner painter partner pastor philosopher photographer physicist pianist \
     pilot pitcher player playwright poet policeman politician pope premier presenter president priest prime-minister prince princess principal \
     producer professor promoter prosecutor psychologist quarterback queen radical rapper rebel reformer reporter representative republican researcher resident \
     rival saxophonist scholar scientist screenwriter sculptor secretary senator sergeant sheriff singer sister skipper soldier solicitor son songwriter \
     speaker spokesman spokesperson spokeswoman sprinter statesman striker student successor predecessor superintendent surgeon suspect swimmer teacher \
     teammate technician theologian trader trainer treasurer trustee violinist veteran victim vocalist warlord widow wife winger \
     witness worker writer guard goaltender centre-back fly-half prop";

/// Whether `list`, one of the lists above, holds the folded word. Linear: for a table of your own, split the list.
pub fn holds(list: &str, folded: &str) -> bool {
    list.split_whitespace().any(|word| word == folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::fold;

    #[test]
    fn entries_are_folded_and_without_stops() {
        for list in [HONORIFICS, TITLES, ROLES] {
            for word in list.split_whitespace() {
                assert!(word == fold(word) && !word.contains('.'), "{word}");
            }
        }
        assert!(holds(HONORIFICS, "mr") && !holds(HONORIFICS, "mrx") && !holds(TITLES, ""));
    }
}
