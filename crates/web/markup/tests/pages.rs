//! What every page promises: one heading above all, landmarks, labels, lasting words.

#[path = "../../samples/mod.rs"]
mod samples;

use samples::Sample;
use scraper::{ElementRef, Html, Selector};
use std::collections::HashSet;

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn text(element: &ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs a check on every sample page.
fn on_every_page(check: impl Fn(&Sample, &Html)) {
    for sample in samples::all() {
        let page = Html::parse_document(&sample.html);
        check(&sample, &page);
    }
}

#[test]
fn markup_is_well_formed() {
    assert!(!Html::parse_document("<!DOCTYPE html><p><b></p>").errors.is_empty(), "the parser reports faults");
    on_every_page(|sample, page| {
        // The parser reports what a browser silently mends; foreign content it reports too often to be of use.
        let faults: Vec<_> = page.errors.iter().filter(|fault| !fault.contains("foreign")).collect();
        assert!(faults.is_empty(), "{}: {faults:?}", sample.name);
    });
}

#[test]
fn every_page_has_its_landmarks() {
    on_every_page(|sample, page| {
        assert_eq!(select(page, "h1").len(), 1, "{}", sample.name);
        assert_eq!(select(page, "html[lang='en-GB']").len(), 1, "{}", sample.name);
        for landmark in ["header", "nav[aria-label='Main']", "main#main", "footer"] {
            assert_eq!(
                select(page, &format!("body > {landmark}, body > header {landmark}")).len(),
                1,
                "{}: {landmark}",
                sample.name
            );
        }
        assert_eq!(select(page, "a.skip[href='#main']").len(), 1, "{}", sample.name);
        let title = text(&select(page, "head > title")[0]);
        assert!(title.ends_with(" – wholeplace") && title.len() > 14, "{}: {title}", sample.name);
        assert!(!select(page, "meta[name='viewport']").is_empty());
        assert!(!select(page, "footer a[href='/accessibility']").is_empty());
    });
}

#[test]
fn headings_go_down_one_step_at_a_time() {
    on_every_page(|sample, page| {
        let mut before = 0;
        for heading in select(page, "h1, h2, h3, h4") {
            // Error summaries and banners stand above the page's own heading, as in GOV.UK Frontend.
            let above = heading.parent().and_then(ElementRef::wrap).is_some_and(|parent| {
                parent.value().classes().any(|class| class == "error-summary" || class == "banner")
            });
            if above {
                continue;
            }
            let level = heading.value().name()[1..].parse::<usize>().unwrap();
            assert!(level <= before + 1, "{}: {} after h{before}", sample.name, text(&heading));
            assert!(!text(&heading).is_empty(), "{}: an empty heading", sample.name);
            before = level;
        }
    });
}

#[test]
fn identifiers_are_unique_and_lead_somewhere() {
    on_every_page(|sample, page| {
        let mut known = HashSet::new();
        for element in select(page, "[id]") {
            let id = element.attr("id").unwrap();
            assert!(known.insert(id.to_owned()), "{}: two elements called {id}", sample.name);
        }
        for element in select(page, "[aria-labelledby], [aria-describedby]") {
            for attribute in ["aria-labelledby", "aria-describedby"] {
                for id in element.attr(attribute).into_iter().flat_map(str::split_whitespace) {
                    assert!(known.contains(id), "{}: {attribute} names {id}", sample.name);
                }
            }
        }
        for link in select(page, "a[href^='#']") {
            let id = &link.attr("href").unwrap()[1..];
            assert!(known.contains(id), "{}: a link to #{id}", sample.name);
        }
    });
}

#[test]
fn every_input_has_its_label() {
    on_every_page(|sample, page| {
        for input in select(page, "input:not([type='hidden']), select, textarea") {
            let id = input.attr("id").unwrap_or_else(|| panic!("{}: an input without an id", sample.name));
            let labels = select(page, &format!("label[for='{id}']"));
            assert_eq!(labels.len(), 1, "{}: {id}", sample.name);
            assert!(!text(&labels[0]).is_empty(), "{}: {id}", sample.name);
            assert!(input.attr("name").is_some(), "{}: {id}", sample.name);
        }
        for button in select(page, "button") {
            assert!(!text(&button).is_empty());
        }
    });
}

#[test]
fn every_link_says_where_it_goes() {
    on_every_page(|sample, page| {
        for link in select(page, "a") {
            let href = link.attr("href").unwrap_or_default();
            assert!(href.starts_with(['/', '#']) || href.starts_with("https://"), "{}: {href}", sample.name);
            let name = link.attr("aria-label").map_or_else(|| text(&link), str::to_owned);
            assert!(!name.is_empty(), "{}: {href}", sample.name);
            assert!(
                !["here", "click here", "more", "link"].contains(&name.to_lowercase().as_str()),
                "{}: {name}",
                sample.name
            );
        }
    });
}

#[test]
fn no_page_puts_places_in_an_order() {
    on_every_page(|sample, page| {
        // Best Value is the name of a duty in law, not a position.
        let words = text(&select(page, "body")[0]).to_lowercase().replace("best value", "");
        let words: Vec<&str> = words.split(|letter: char| !letter.is_alphabetic()).collect();
        for refused in ["best", "worst", "top", "bottom", "rank", "ranked", "ranking", "percentile", "decile"] {
            assert!(!words.contains(&refused), "{}: the word {refused}", sample.name);
        }
    });
}

#[test]
fn every_picture_has_a_title_and_says_its_finding() {
    on_every_page(|sample, page| {
        for picture in select(page, "svg[role='img']") {
            let parts = |name: &str| {
                picture
                    .children()
                    .filter_map(ElementRef::wrap)
                    .find(|child| child.value().name() == name)
                    .map(|child| text(&child))
            };
            assert!(parts("title").is_some_and(|title| !title.is_empty()), "{}", sample.name);
            assert!(parts("desc").is_some_and(|finding| !finding.is_empty()), "{}", sample.name);
        }
        for drawing in select(page, "svg") {
            let named = drawing.attr("role").is_some() || drawing.attr("aria-hidden") == Some("true");
            assert!(named, "{}: a drawing that is neither named nor hidden", sample.name);
        }
    });
}

#[test]
fn tables_have_captions_and_whole_rows() {
    on_every_page(|sample, page| {
        for table in select(page, "table") {
            let caption = Selector::parse("caption").unwrap();
            assert!(table.select(&caption).next().is_some_and(|caption| !text(&caption).is_empty()), "{}", sample.name);
            let rows = Selector::parse("tr").unwrap();
            let widths: HashSet<usize> = table
                .select(&rows)
                .map(|row| {
                    row.children()
                        .filter_map(ElementRef::wrap)
                        .map(|cell| cell.attr("colspan").map_or(1, |span| span.parse().unwrap()))
                        .sum()
                })
                .collect();
            assert_eq!(widths.len(), 1, "{}: rows of unlike length {widths:?}", sample.name);
        }
    });
}

#[test]
fn texts_from_files_are_escaped() {
    use wholeplace_web::pages::contributions::submission::{SheetCell, SheetRow};
    let mut page = samples::contributions::waiting();
    let hostile = "<img src=x onerror=alert(1)>\"'&";
    page.sheets[0].rows.push(SheetRow::Cells { number: 9999, cells: vec![SheetCell::faulty(hostile, 1, true); 14] });
    page.findings[0].what = hostile.to_owned();
    page.findings[0].cells = vec![hostile.to_owned()];
    page.facts.rows[0].value = hostile.to_owned();
    let markup = page.to_string();
    assert!(!markup.contains("<img"));
    let parsed = Html::parse_document(&markup);
    assert!(select(&parsed, "img").is_empty());
    assert!(text(&select(&parsed, "main")[0]).contains("<img src=x"));
}
