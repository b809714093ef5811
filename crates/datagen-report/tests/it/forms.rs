//! Page, Markdown and JSON.

use datagen_report::{html, json, markdown};

use crate::support::{HARM, report};

#[test]
fn the_same_document_gives_the_same_bytes() {
    let (one, two) = (report(), report());
    assert_eq!(html(&one).unwrap(), html(&two).unwrap());
    assert_eq!(markdown(&one), markdown(&two));
    assert_eq!(json(&one).unwrap(), json(&two).unwrap());
}

#[test]
fn no_request_leaves_a_page_and_no_script_runs_in_it() {
    let page = html(&report()).unwrap();
    for forbidden in ["src=", "<link", "<script", "@import", "url(", "<iframe", "http:", "https:"] {
        assert!(!page.contains(forbidden), "{forbidden} in {}", &page[page.find(forbidden).unwrap()..][..80]);
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("<h1>shop &#60;b&#62;&#38;</h1>"), "{}", &page[page.find("<h1>").unwrap()..][..60]);
    assert!(page.len() < 5_000_000);
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    let page = html(&report()).unwrap();
    let mut links = page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()).collect::<Vec<_>>();
    links.sort_unstable();
    links.dedup();
    assert!(links.len() > 8, "{links:?}");
    for link in links {
        assert!(page.contains(&format!("id=\"{link}\"")), "#{link}");
    }
}

#[test]
fn every_chart_of_a_page_has_words() {
    let page = html(&report()).unwrap();
    let charts: Vec<&str> = page.split("<svg ").skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
    assert!(charts.len() >= 20, "{}", charts.len());
    for chart in charts {
        let label = chart.split("aria-label=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(chart.starts_with("role=\"img\"") && (label.len() > 10 || chart.contains("0 0 120 28")), "{chart}");
    }
}

#[test]
fn headings_of_a_page_leave_no_level_out() {
    let page = html(&report()).unwrap();
    let levels = page.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10));
    let levels: Vec<u32> = levels.collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn markdown_means_what_it_says() {
    let text = markdown(&report());
    assert!(text.starts_with("# shop \\<b\\>&: data report\n"), "{}", &text[..60]);
    assert!(text.contains("```mermaid\nerDiagram\n") && text.contains("guest ||--o{ purchase"));
    assert_eq!(text.matches("<script").count(), text.matches("\\<script").count(), "markup goes through");
    let rows =
        text.lines().filter(|line| line.starts_with("| ")).map(|line| line.replace("\\|", "").matches('|').count());
    assert!(rows.clone().count() > 30 && rows.clone().all(|bars| bars >= 2));
}

#[test]
fn json_has_everything_once() {
    let value: serde_json::Value = serde_json::from_str(&json(&report()).unwrap()).unwrap();
    assert_eq!(value["summary"]["checks"]["failed"], 1);
    assert_eq!(value["insights"].as_array().unwrap().len(), 1);
    assert_eq!(value["checks"].as_array().unwrap().len(), 4);
    assert_eq!(value["tables"][2]["columns"][4]["profile"]["numbers"]["quantiles"].as_array().unwrap().len(), 11);
    assert_eq!(value["lineage"]["seed"], 42);
    let harmful = value["checks"].as_array().unwrap().iter().find(|check| check["status"] == "failed").unwrap();
    assert_eq!(harmful["examples"][0]["name"], HARM);
}
