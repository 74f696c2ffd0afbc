//! Word lists: what the rules of this stage know about English. Data only.

use std::sync::OnceLock;

use copydesk_text::hash::FastMap;

/// The classes of every listed word, folded.
pub(crate) type Lexicon = FastMap<&'static str, u32>;

/// Classes of a word, as bits.
pub(crate) mod class {
    /// Third person singular of persons: needs an antecedent.
    pub(crate) const HE: u32 = 1;
    /// First or second person: somebody speaks.
    pub(crate) const I: u32 = 1 << 1;
    /// A verb of saying.
    pub(crate) const SAYING: u32 = 1 << 2;
    /// May be a finite verb.
    pub(crate) const VERB: u32 = 1 << 3;
    /// A noun for a person or a body that can speak or be meant by "he".
    pub(crate) const ROLE: u32 = 1 << 4;
    /// An article.
    pub(crate) const ARTICLE: u32 = 1 << 5;
    /// A noun that refers back to what was told before when it follows "the" at the start of a sentence.
    pub(crate) const BACK: u32 = 1 << 6;
    /// A unit of time after which "this" and "that" do not refer back.
    pub(crate) const TIME: u32 = 1 << 7;
    /// Very common in news whatever the subject.
    pub(crate) const LIGHT: u32 = 1 << 8;
    /// A negation.
    pub(crate) const NOT: u32 = 1 << 9;
    /// A preposition or an auxiliary that cannot follow an article.
    pub(crate) const NO_NOUN: u32 = 1 << 10;
    /// Carries no content of its own.
    pub(crate) const FUNCTION: u32 = 1 << 11;
    /// A pronoun that can be the subject of a sentence.
    pub(crate) const SUBJECT: u32 = 1 << 12;
    /// A pronoun for things or several persons that is not a subject.
    pub(crate) const THEIR: u32 = 1 << 13;
    /// A number in digits or words.
    pub(crate) const NUMBER: u32 = 1 << 14;
    /// May begin an opening that joins a sentence to the one before.
    pub(crate) const JOIN: u32 = 1 << 15;
    /// Makes a bound or a guess of the number after it.
    pub(crate) const HEDGE: u32 = 1 << 17;
    /// A unit of measure.
    pub(crate) const UNIT: u32 = 1 << 18;
    /// Stands where somebody says nothing.
    pub(crate) const HUSH: u32 = 1 << 16;
    /// Ends a phrase by which somebody says nothing.
    pub(crate) const SILENCE: u32 = 1 << 19;
    /// Says that something is expected, planned or feared and has not happened.
    pub(crate) const FORECAST: u32 = 1 << 21;
    /// Stands in captions and in what a page shows around a picture.
    pub(crate) const PICTURE: u32 = 1 << 20;
}

const LISTS: &[(u32, &str)] = &[
    (class::HE | class::SUBJECT, "he she"),
    (class::HE, "him his her hers himself herself"),
    (class::SUBJECT, "it they this that these those who"),
    (class::THEIR, "its their theirs them itself themselves"),
    (class::I | class::SUBJECT, "i we you"),
    (class::I, "me my mine us our ours your yours myself ourselves"),
    (class::SAYING | class::VERB, SAYING),
    (class::VERB, VERBS),
    (class::ROLE, ROLES),
    (class::ARTICLE, "a an the"),
    (class::BACK, BACK),
    (class::TIME, TIME),
    (class::LIGHT, LIGHT),
    (class::NOT, "not never no n't none neither nor denied denies deny without"),
    (class::NO_NOUN, NO_NOUN),
    (class::NUMBER, NUMBERS),
    (class::NUMBER, "dozen"),
    (class::FORECAST, FORECASTS),
    (class::HEDGE, HEDGES),
    (class::UNIT, UNITS),
    (
        class::PICTURE,
        "photo photos photograph image images caption credit credits picture pictures video embed below",
    ),
    (class::HUSH, "no not declined refused yet nothing"),
];

/// The openings that join a sentence to the one before it.
pub(crate) fn joining() -> &'static [&'static str] {
    static PHRASES: OnceLock<Vec<&str>> = OnceLock::new();
    PHRASES.get_or_init(|| JOINING.split(", ").collect())
}

/// For the first word of an opening, the rests of the openings that begin with it: what follows its first blank.
pub(crate) fn joining_after(first: &str) -> &'static [&'static str] {
    static RESTS: OnceLock<FastMap<&str, Vec<&str>>> = OnceLock::new();
    let rests = RESTS.get_or_init(|| {
        let mut rests: FastMap<&str, Vec<&str>> = FastMap::default();
        for phrase in joining() {
            let (first, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
            rests.entry(first).or_default().push(rest);
        }
        rests
    });
    rests.get(first).map_or(&[], Vec::as_slice)
}

/// The phrases that say that somebody has said nothing.
pub(crate) fn no_comment() -> &'static [&'static str] {
    static PHRASES: OnceLock<Vec<&str>> = OnceLock::new();
    PHRASES.get_or_init(|| NO_COMMENT.split(", ").collect())
}

/// What captions and players say, as text in small letters.
pub(crate) fn captions() -> &'static [&'static str] {
    &[
        "toggle caption",
        "hide caption",
        "enlarge this image",
        "image caption",
        "media caption",
        "image copyright",
        "getty images",
        "file photo",
        "undated photo",
        "photo provided by",
        "photo courtesy",
        "photo by ",
        "photos by ",
        "photo: ",
        "photo : ",
        "buy photo",
        "embed more",
        "story continued below",
        "story continues below",
        "(photo",
        "( photo",
    ]
}

/// Reads the lists.
pub(crate) fn lexicon() -> Lexicon {
    let mut words = Lexicon::default();
    for (bits, list) in LISTS {
        for word in list.split(' ') {
            *words.entry(word).or_insert(0) |= bits;
        }
    }
    for first in joining().iter().filter_map(|phrase| phrase.split(' ').next()) {
        *words.entry(first).or_insert(0) |= class::JOIN;
    }
    for last in no_comment().iter().filter_map(|phrase| phrase.rsplit(' ').next()) {
        *words.entry(last).or_insert(0) |= class::SILENCE;
    }
    words
}

const SAYING: &str = "\
    said says say told tells added adds wrote writes tweeted announced announces stated confirmed \
    confirms denied denies warned warns replied insisted insists argued argues explained claimed claims \
    noted recalled reported reports continued declared admitted asked answered stressed emphasised \
    emphasized according commented acknowledged vowed suggested urged called testified promised posted \
    demanded countered responded remarked joked quipped thundered";

/// Finite verbs that no ending gives away.
const VERBS: &str = "\
    is are was were be been has have had do does did will would can could may might must shall should \
    went came took gave made got met saw left led lost won held kept found felt fell fled flew broke \
    brought bought built began became beat chose cut dealt drew drove fought grew hit hurt knew laid lay \
    let lit meant paid put quit ran read rose sank sat sent set shook shot shut sold sought spent spoke \
    spread stood stole struck swept swore taught thought threw understood woke wore withdrew blew caught \
    crept forgot froze hung kill face want need know think seem remain appear plan hope expect believe \
    agree 's 're 've 'll 'd";

const ROLES: &str = "\
    senator president minister premier chancellor governor mayor lawmaker congressman congresswoman \
    representative deputy ambassador envoy diplomat secretary spokesman spokeswoman spokesperson \
    official officials aide adviser advisor chairman chairwoman chair chief director head leader \
    commissioner judge prosecutor lawyer attorney witness suspect victim defendant police officer \
    detective sheriff soldier general colonel captain commander pilot doctor nurse professor teacher \
    student researcher scientist expert analyst economist author writer reporter journalist \
    correspondent editor actor actress singer musician artist star player coach manager striker \
    midfielder defender goalkeeper boss owner founder executive ceo banker trader farmer driver worker \
    resident neighbour neighbor man woman boy girl mother father son daughter brother sister wife \
    husband child king queen prince princess pope bishop priest candidate nominee voter critic supporter \
    activist protester republican democrat mr mrs ms sen rep gov gen prof fire-fighter firefighter \
    paramedic politician kremlin government ministry court embassy agency company committee everyone \
    anyone someone nobody person patient teenager youth \
    engineer inspector investigator planner builder chef guard passenger tourist visitor customer survivor \
    donor dealer agent broker inmate prisoner refugee migrant councillor clerk curator historian biologist \
    astronomer surgeon sailor skipper fisherman miner postman butcher baker";

/// "The move came ..." means nothing alone. Persons and bodies are here too: without a name beside them they refer
/// back ("The senator said ...").
const BACK: &str = "\
    move moves decision announcement comments comment remarks remark statement incident news proposal \
    document documents accident attack report ruling measure measures plan law bill deal agreement visit \
    trip meeting talks letter letters group groups company firm agency ministry pair two three trio \
    former latter same other others man woman couple boy girl senator president minister official \
    officials spokesman spokeswoman spokesperson lawmaker lawmakers player star actor actress singer \
    suspect victim victims team club case charges allegations claims claim event situation change \
    changes result results study survey video post tweet article interview speech book film show site \
    vote order request offer leader leaders doctor officer officers teenager child defendant judge email \
    board council panel committee commission department airline carrier";

const TIME: &str = "\
    week weekend month year morning afternoon evening night summer autumn winter spring fall day century \
    decade season time monday tuesday wednesday thursday friday saturday sunday january february march \
    april may june july august september october november december";

/// Content words that every kind of report uses; they tell little about what a report says.
const LIGHT: &str = "\
    year years time times people new day days week weeks month months man men woman women official \
    officials report reports reported state states country countries government percent per cent million \
    billion first last two three four five six group use used using work working way ways thing things \
    know known think want wanted see seen look looking give given gave find found tell call called need \
    needed feel become became leave left put show showed shows try trying good great big high long \
    little old right different part place case point company world number end monday tuesday wednesday \
    thursday friday saturday sunday january february march april june july august september october \
    november december today yesterday tomorrow morning night mr mrs ms took take taken went came saying \
    later earlier recent recently next early late former statement news expected public several around \
    set ago second third announced wrote continued held home told including top major best hour hours \
    minutes percentage far near bad help start started began begin";

const NO_NOUN: &str = "\
    of in on at by for from with to was is are were has have had the be been will would and or but that \
    he she they it we i";

/// Openings that join a sentence to the one before it: the first words, lower case. A sentence that begins with one
/// cannot stand alone.
const JOINING: &str = "\
    however, but, and, or, nor, also, in addition, additionally, moreover, furthermore, meanwhile, \
    therefore, thus, instead, still, yet, so, then, nevertheless, nonetheless, besides, on the other \
    hand, on the contrary, by contrast, in contrast, for example, for instance, as a result, after that, \
    since then, until then, by then, at the same time, later, afterwards, afterward, earlier, \
    previously, because of this, because of that, even so, even, likewise, similarly, consequently, \
    hence, accordingly, in turn, in other words, in fact, indeed, of course, in short, in response, in \
    that case, in this case, despite this, despite that, apart from that, according to him, according to \
    her, according to them, about this, about that, not only that, what is more, to this end, to that \
    end, among them, one of them, some of them, many of them, most of them, all of them, both, such, \
    another, others, neither, either, here, there it, that is why, that 's, \
    as such, too, again, once there, while there, as recalled, as reported, as already reported, recall \
    that, we recall, recall, note that, first, second, third, finally, lastly, that said, the same, the \
    latter, the former, the other, the others, the two, the three, the pair, the rest, well, yes, ok, \
    okay, oh, while that";

/// Phrases that say that somebody has said nothing, as folded words.
const NO_COMMENT: &str = "\
    no comment, not yet commented, not commented, declined to comment, declined comment, refused to \
    comment, would not comment, did not comment, not yet given any comment, not yet given any comments, \
    not given any comment, not yet responded, did not respond, did not immediately respond, not \
    immediately respond, not responded, did not immediately comment, not immediately available for \
    comment, not available for comment, would say nothing, did not return, not replied, did not reply, \
    yet to comment, yet to respond";

/// Numbers in words from two on ("one" is mostly a pronoun); a number's place in the list tells its value.
pub(crate) const NUMBERS: &str = "\
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety";

/// Words before a number that make it a bound or a guess.
const HEDGES: &str = "\
    about around some roughly nearly almost approximately over than least most up under below above \
    estimated perhaps maybe another further first last original extra additional";

/// Words of what has not happened, or not yet: what was expected and what came differ without a contradiction.
const FORECASTS: &str = "\
    expected expecting expects expect expectation expectations forecast forecasts predicted predicts prediction projected \
    projection projections estimate estimates anticipated could would might target targets goal goals hoped sought feared \
    previously originally initially";

/// Units of measure: different lengths and sums stand in every report, so they count as a difference only in
/// sentences that are nearly the same.
const UNITS: &str = "\
    tonne tonnes ton tons metre metres meter meters kilometre kilometres kilometer kilometers mile miles feet foot \
    inch inches kilogram kilograms kilo kilos pound pounds euro euros dollar dollars litre litres liter liters \
    gallon gallons acre acres hectare hectares mph km kg mg cm mm m knot knots degree degrees barrel barrels \
    megawatt megawatts watt watts volt volts yen yuan crown crowns franc francs rouble roubles ruble rubles rupee \
    rupees peso pesos cent cents pence penny yard yards point points \
    dlr dlrs stg cts ct marks mark lots bpd pct lire guilders barrel barrels carats ounce ounces gram grams";
