"""Renew the tables of city-industries.md and its Chinese twin from the scores: python docs/city_industries.py."""

from pathlib import Path

from relode.pathways.industries.city_scores import CityScore, city_scores
from relode.pathways.industries.concordance import all_mentions, mapped

DOCS = Path(__file__).parent
PAGES = {"en": "city-industries.md", "zh": "city-industries.zh.md"}
MINUS = "\N{MINUS SIGN}"
MEASURES = ("auc", "average_precision", "recall_at_5", "recall_at_10", "slope", "predicted_over_observed")
WORDS = {
    "en": {
        "head": "model | AUC | average precision | recall@5 | recall@10 | slope | predicted / observed",
        "title": "{question}, {group}: {cells:,} candidates, {events} events",
        "all": "all cities",
        "resource": "listed prefectures",
        "listings_2005": "Listings after 2005",
        "listings_2010": "Listings after 2010",
        "listings_2015": "Listings after 2015",
        "zones_listings": "Zones of 2018 and listings 2019-2025",
        "zones_listings_everywhere": "The same with cities that had no listing (the model in use)",
        "zones_clusters": "Zones of 2018 and clusters of 2021-2024",
        "popularity_x_size": "popularity x size",
        "strong_null": "strong null",
        "related": "null + related",
        "named": "null + own zones name it",
        "full": "full",
        "gain": "full less strong null",
        "shares": "published in | words | mentions | to one industry | to several | to none",
        "zones": "zones",
        "listings": "listings",
        "clusters": "clusters",
        "chains": "chains",
    },
    "zh": {
        "head": "模型 | AUC | 平均精度 | 前5召回 | 前10召回 | 斜率 | 预测/实际",
        "title": "{question}，{group}：候选{cells:,}个，事件{events}个",
        "all": "全部城市",
        "resource": "名单内地级市",
        "listings_2005": "2005年以后的上市",
        "listings_2010": "2010年以后的上市",
        "listings_2015": "2015年以后的上市",
        "zones_listings": "2018年开发区与2019—2025年上市",
        "zones_listings_everywhere": "同上，另含此前无上市公司的城市（实际使用的模型）",
        "zones_clusters": "2018年开发区与2021—2024年集群",
        "popularity_x_size": "普及度×规模",
        "strong_null": "强基准",
        "related": "基准＋关联",
        "named": "基准＋本地开发区点名",
        "full": "完整",
        "gain": "完整减强基准",
        "shares": "出处 | 名称 | 提及 | 归入一个产业 | 归入数个 | 无法归入",
        "zones": "开发区",
        "listings": "上市公司",
        "clusters": "集群",
        "chains": "产业链",
    },
}


def number(value: float) -> str:
    """Three digits after the point, with a true minus sign."""
    return f"{value:.3f}".replace("-", MINUS)


def cell(score: CityScore | None) -> str:
    """A score with its interval, empty where there is none."""
    return "" if score is None else f"{number(score.value)} [{number(score.low)}, {number(score.high)}]"


def tables(language: str) -> str:
    """The tables of the page: shares mapped, then one table of scores a question and group."""
    words = WORDS[language]
    lines = [_row(words["shares"].split(" | ")), _row(["---"] * 6)]
    for table in ("zones", "listings", "clusters", "chains"):
        said = all_mentions(table)  # type: ignore[arg-type]
        found = mapped(table, said)  # type: ignore[arg-type]
        share = [f"{100 * number / found.mentions:.1f} %" for number in (found.one, found.several)]
        none = f"{100 * sum(found.unmapped.values()) / found.mentions:.1f} %"
        lines.append(_row([words[table], str(len(set(said))), f"{found.mentions:,}", *share, none]))
    scores = {(one.question, one.group, one.model, one.measure): one for one in city_scores()}
    for question, group in dict.fromkeys(key[:2] for key in scores):
        models = list(dict.fromkeys(key[2] for key in scores if key[:2] == (question, group)))
        one = next(score for key, score in scores.items() if key[:2] == (question, group))
        title = words["title"].format(question=words[question], group=words[group], cells=one.cells, events=one.events)
        lines += ["", f"**{title}**", "", _row(words["head"].split(" | ")), _row(["---"] * 7)]
        for model in models:
            lines.append(_row([words[model], *(cell(scores.get((question, group, model, m))) for m in MEASURES)]))
    return "\n".join(lines)


def unmapped() -> str:
    """Every word of a zone that names no industry, with its mentions."""
    found = mapped("zones", all_mentions("zones")).unmapped
    return "、".join(f"{word} {count}" if count > 1 else word for word, count in found.items())


def renewed(text: str, language: str) -> str:
    """The page with its tables and its list of unmapped words as they are now."""
    for mark, content in (("tables", tables(language)), ("unmapped", unmapped())):
        start, end = f"<!-- {mark} -->\n", f"\n<!-- end of {mark} -->"
        before, rest = text.split(start)
        text = before + start + content + end + rest.split(end)[1]
    return text


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    for language, name in PAGES.items():
        page = DOCS / name
        page.write_text(renewed(page.read_text(encoding="utf-8"), language), encoding="utf-8")
