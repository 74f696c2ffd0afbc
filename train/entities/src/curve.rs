//! Curves for the documentation: what more annotated text gives, and what a wider gate costs. Each is a table in
//! Markdown and a small picture, made from the same figures.

use std::time::Instant;

use copydesk_core::Span;
use copydesk_entities::lexicon::Lexicon;
use copydesk_entities::model::Model;
use copydesk_entities::rules::Rules;
use copydesk_entities::tagger::Tagger;
use copydesk_entities::view::View;

use crate::data::Document;

/// A point: where it stands, and what is written beside it.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) name: String,
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 40.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 50.0;

/// The range of some values, a little wider than they are.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (least, most) = values.fold((f64::MAX, f64::MIN), |(least, most), v| (least.min(v), most.max(v)));
    let room = ((most - least) * 0.1).max(1e-6);
    (least - room, most + room)
}

/// A picture of points joined by a line, in the order given.
pub(crate) fn svg(title: &str, x_name: &str, y_name: &str, points: &[Point]) -> String {
    let (x_range, y_range) = (range(points.iter().map(|p| p.x)), range(points.iter().map(|p| p.y)));
    let x = |value: f64| LEFT + (value - x_range.0) / (x_range.1 - x_range.0) * (WIDTH - LEFT - RIGHT);
    let y = |value: f64| {
        HEIGHT - BOTTOM - (value - y_range.0) / (y_range.1 - y_range.0) * (HEIGHT - TOP - BOTTOM)
    };
    let (right, base) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    let mut marks = String::new();
    let mut line = String::new();
    for point in points {
        let (px, py) = (x(point.x), y(point.y));
        line.push_str(&format!("{px:.1},{py:.1} "));
        marks.push_str(&format!("<circle cx=\"{px:.1}\" cy=\"{py:.1}\" r=\"4\" fill=\"#1b5e8c\"/>\n"));
        let text_y = py - 10.0;
        marks.push_str(&format!(
            "<text x=\"{px:.1}\" y=\"{text_y:.1}\" text-anchor=\"middle\">{}</text>\n",
            point.name
        ));
    }
    let (middle, y_middle) = ((LEFT + right) / 2.0, (TOP + base) / 2.0);
    let (x_low, x_high, y_low, y_high) = (x_range.0, x_range.1, y_range.0, y_range.1);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\" fill=\"#333\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{middle}\" y=\"22\" text-anchor=\"middle\" font-size=\"15\">{title}</text>\n\
         <path d=\"M{LEFT},{TOP} V{base} H{right}\" stroke=\"#999\" fill=\"none\"/>\n\
         <text x=\"{middle}\" y=\"{x_at}\" text-anchor=\"middle\">{x_name}</text>\n\
         <text transform=\"translate(16,{y_middle}) rotate(-90)\" text-anchor=\"middle\">{y_name}</text>\n\
         <text x=\"{LEFT}\" y=\"{tick}\">{x_low:.1}</text>\n\
         <text x=\"{right}\" y=\"{tick}\" text-anchor=\"end\">{x_high:.1}</text>\n\
         <text x=\"{y_at}\" y=\"{base}\" text-anchor=\"end\">{y_low:.1}</text>\n\
         <text x=\"{y_at}\" y=\"{TOP}\" text-anchor=\"end\">{y_high:.1}</text>\n\
         <polyline points=\"{line}\" fill=\"none\" stroke=\"#1b5e8c\" stroke-width=\"2\"/>\n{marks}</svg>\n",
        x_at = HEIGHT - 12.0,
        tick = base + 16.0,
        y_at = LEFT - 6.0,
    )
}

/// The same points as a table.
pub(crate) fn table(names: [&str; 3], points: &[Point]) -> String {
    let mut out = format!("| {} | {} | {} |\n| --- | --- | --- |\n", names[0], names[1], names[2]);
    out.extend(points.iter().map(|p| format!("| {} | {:.2} | {:.1} |\n", p.name, p.x, p.y)));
    out
}

/// Seconds that this thread has computed, so that a busy machine does not count; where the system does not say, the
/// time on the wall.
fn seconds(started: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let computed = stat.and_then(|stat| stat.split_whitespace().next()?.parse::<f64>().ok());
    computed.map_or(started.elapsed().as_secs_f64(), |nanos| nanos * 1e-9)
}

/// Millions of tokens a second in the stage's own code on one core, the best of five rounds; the first reads the
/// words.
pub(crate) fn speed(model: &Model, docs: &[Document]) -> f64 {
    let lexicon = Lexicon::bundled();
    let docs: Vec<(&str, Vec<Vec<Span>>)> = docs
        .iter()
        .map(|doc| (doc.text.as_str(), doc.sents.iter().map(|sent| sent.tokens.clone()).collect()))
        .collect();
    let (mut view, mut rules) = (View::default(), Rules::new(true));
    let mut tagger = Tagger::new(model.clone(), true);
    let (mut codes, mut found) = (Vec::new(), Vec::new());
    let mut best = 0.0f64;
    let started = Instant::now();
    for _ in 0..5 {
        let before = seconds(started);
        let mut tokens = 0;
        for (text, sents) in &docs {
            view.read_tokens(text, sents, &lexicon);
            rules.run(&view, text);
            rules.codes(&view, &mut codes);
            tagger.run(&view, text, &codes, &mut found);
            tokens += view.toks.len();
        }
        best = best.max(tokens as f64 / (seconds(started) - before).max(1e-9) / 1e6);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_every_point_inside_its_frame() {
        let points: Vec<Point> = [(1.0, 50.0), (2.0, 70.0), (4.0, 72.5)]
            .iter()
            .map(|&(x, y)| Point { x, y, name: format!("{x}") })
            .collect();
        let picture = svg("t", "x", "y", &points);
        let centres: Vec<(f64, f64)> = picture
            .lines()
            .filter(|line| line.starts_with("<circle"))
            .map(|line| {
                let number = |name: &str| {
                    let rest = line.split_once(name).unwrap().1;
                    rest.split('"').next().unwrap().parse::<f64>().unwrap()
                };
                (number("cx=\""), number("cy=\""))
            })
            .collect();
        assert_eq!(centres.len(), 3);
        assert!(centres.iter().all(|(x, y)| (LEFT..WIDTH - RIGHT).contains(x) && (TOP..HEIGHT).contains(y)));
        assert!(centres[0].1 > centres[1].1, "more is higher up");
        let table = table(["a", "b", "c"], &points);
        assert!(table.contains("| 4 | 4.00 | 72.5 |"), "{table}");
    }
}
