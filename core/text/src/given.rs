//! Common given names of women and of men, for pronouns and titles that must agree with a name.
//!
//! Names that both bear ("Robin", "Kim", "Taylor") are in neither list: a wrong guess is worse than none.

/// Given names that women bear, folded.
const WOMEN: &str = "abigail ada adele agnes aisha alexandra alice alicia alison amanda amber amelia amy ana anastasia \
    angela angelina anita ann anna anne annette annie april ariana astrid barbara beatrice becky bella bernadette \
    beth bethany betty beverly bianca brenda bridget brigitte britney camille carla carmen carol carolina caroline \
    carolyn catherine cathy cecilia charlotte chelsea cheryl chiara chloe christina christine cindy claire clara claudia \
    condoleezza connie courtney cristina crystal cynthia daisy danielle daniela dawn debbie deborah debra denise diana \
    diane dolores donna doris dorothy edith eileen elaine elena eleanor elisabeth elise elizabeth ella ellen elsa emilia \
    emily emma erica erika erin esther eva evelyn fatima fiona florence frances francesca freya gabriela gabrielle gail \
    gemma georgia geraldine gillian gina giulia gloria grace greta gretchen hannah harriet heather heidi helen helena \
    helga hillary holly ida ines ingrid irene irina iris isabel isabella jacqueline jane janet janice jeanne \
    jenna jennifer jenny jessica jill joan joanna joanne josephine joyce juanita judith judy julia julie juliet karen \
    karin katarina kate katherine kathleen kathryn kathy katie kayla kelly kimberly kirsten kristen kristin kristina \
    lara laura lauren layla leah leila lena leonor leticia lillian linda lindsay lisa liz lola lorraine louise lucia \
    lucy luisa lydia lynn madeleine madison magdalena maggie maja mandy marcia margaret margarita maria mariam marianne \
    marie marilyn marina marlene martha martina mary maryam maureen megan melania melanie melinda melissa meryl \
    mia michelle mildred miranda molly monica nadia nancy naomi natalia natalie natasha nicole nina nora norma olga \
    olivia paige pamela patricia paula pauline peggy penelope petra philippa phyllis priscilla priyanka rachel ramona \
    rebecca regina renata rhonda rita roberta rosa rosalind rose rosemary roxanne ruth sabrina sally samantha sandra \
    sara sarah savannah selena serena sharon sheila shirley silvia simone sofia sonia sophia sophie stella stephanie \
    sue susan susanna suzanne svetlana sylvia tamara tanya tara tatiana teresa theresa tiffany tina tracy ursula uma \
    valentina valerie vanessa vera veronica vicky victoria viola violet virginia vivian wanda wendy whitney yasmin \
    yolanda yulia yvette yvonne zara zoe";

/// Given names that men bear, folded.
const MEN: &str = "aaron abdul abdullah abraham adam adrian ahmad ahmed alan albert alberto alejandro aleksandr alexander \
    alexei alfred ali allan allen alvaro andre andreas andres andrew andrey andy anthony antoine anton antonio antony \
    arnold arthur barack barry ben benjamin bernard bernie bill billy bob bobby boris brad bradley brandon brett brian \
    bruce bruno bryan calvin carl carlos cedric chad charles charlie chris christian christopher chuck clarence claude \
    clint colin craig curtis dale damien dan daniel danny darren darryl dave david dean dennis derek dick diego dieter \
    dimitri dirk dmitry dominic don donald doug douglas duncan dwight earl ed eddie edgar eduardo edward edwin eli elijah \
    emmanuel enrique eric erik ernest ernesto ethan eugene evan felipe felix fernando floyd francesco francis francisco \
    francois frank franz fred frederick friedrich gabriel gareth gary gavin gene geoff geoffrey george gerald gerard \
    gilbert giovanni giuseppe glen glenn gordon graham greg gregory guillermo gunter gustav guy hans harold harry hassan \
    hector heinrich helmut henri henrik henry herbert herman howard hugh hugo hussein ian ibrahim igor ivan jack jacob \
    jacques jaime jake james jan jared jason javier jeff jeffrey jeremy jerome jerry jesus jim jimmy joe joel joerg johan \
    johann john johnny jon jonas jonathan jorge jose josef joseph joshua juan julian julio jurgen justin karl keith ken \
    kenneth kevin khalid klaus konstantin kurt kyle lance larry lars lawrence leo leon leonard leonardo lewis liam \
    lloyd louis luca lucas luis luke magnus malcolm manuel marc marcel marco marcus mario mark markus martin marvin mathew \
    matt matteo matthew matthias maurice max maxim michael michel miguel mike mikhail mitch mohamed mohammad mohammed \
    mohandas muhammad mustafa nathan neil nelson nicholas nicolas nicolai nigel niels nikolai noah norman oleg \
    oliver omar oscar otto pablo patrick paul pavel pedro per perry pete peter phil philip philippe pierre rafael raj \
    ralph randall randy raul ray raymond reggie reginald ricardo richard rick robert roberto rodney roger roland roman \
    ron ronald ross rudolf rudy russell ryan salvador salvatore sam samuel scott sean sebastian sergei sergey sergio \
    seth shane shawn sidney silvio simon spencer stanley stefan stephen steve steven stewart stuart sven tariq ted \
    terrence theodore thomas tim timothy tobias tod todd tom tommy tony trevor tyler vaclav vernon victor viktor vincent \
    vladimir wallace walter warren wayne werner wilhelm william willie wolfgang xavier yusuf yuri zachary";

/// Whether a folded given name is one that women bear (`Some(true)`) or one that men bear; nothing where both do or where
/// it is in no list.
#[must_use]
pub fn is_woman(given: &str) -> Option<bool> {
    let listed =
        |list: &'static str| -> crate::hash::FastSet<&'static str> { list.split_whitespace().collect() };
    static LISTS: std::sync::OnceLock<[crate::hash::FastSet<&'static str>; 2]> = std::sync::OnceLock::new();
    let [women, men] = LISTS.get_or_init(|| [listed(WOMEN), listed(MEN)]);
    if women.contains(given) {
        return Some(true);
    }
    men.contains(given).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell() {
        for (name, expected) in [("sarah", Some(true)), ("boris", Some(false)), ("kim", None), ("wid", None)]
        {
            assert_eq!(is_woman(name), expected, "{name}");
        }
    }

    #[test]
    fn no_name_is_in_both_lists() {
        let women: Vec<&str> = WOMEN.split_whitespace().collect();
        assert!(MEN.split_whitespace().all(|name| !women.contains(&name)));
    }
}
