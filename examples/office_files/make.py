"""Make three folders of downloads as offices give them out, with invented places and figures, for `docs/guides.md`.

    python examples/office_files/make.py FOLDER

`landkreis`: a table and two flat files of German statistics; `county`: files of the US Bureau of Economic Analysis and
of the Quarterly Census of Employment and Wages; `municipality`: South Africa's Municipal Money and a table of people.
Heads, marks, footers, signs and encodings are those of the offices; places and figures are drawn by chance (seed 1).
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

YEARS = range(2013, 2023)
PLACES = ("Halm", "Orben", "Tessin", "Wilde", "Karst", "Lunow", "Mehrin", "Nahre", "Pulsa", "Quell", "Ramin", "Selke",
          "Trebe", "Ulster")  # fmt: skip
MINING = (2, 5, 9)
"""Places that live on what they dig, and lose people and jobs."""
SECTIONS = {"A": 0.02, "B": 0.02, "C": 0.25, "F": 0.08, "G": 0.18, "I": 0.06, "M": 0.08, "O": 0.1, "P": 0.09, "Q": 0.12}
"""Share of jobs in a place that does not mine."""
NAICS = {"11": 0.02, "21": 0.02, "23": 0.08, "31-33": 0.2, "44-45": 0.2, "48-49": 0.06, "54": 0.1, "61": 0.08,
         "62": 0.16, "72": 0.08}  # fmt: skip
HEADS = ("statistics_code", "statistics_label", "time_code", "time_label", "time", "1_variable_code",
         "1_variable_label", "1_variable_attribute_code", "1_variable_attribute_label", "2_variable_code",
         "2_variable_label", "2_variable_attribute_code", "2_variable_attribute_label", "value", "value_unit",
         "value_variable_code", "value_variable_label")  # fmt: skip


def people() -> np.ndarray:
    """Persons (place, year)."""
    rng = np.random.default_rng(1)
    start = rng.uniform(40_000, 300_000, len(PLACES))
    growth = np.where(np.isin(np.arange(len(PLACES)), MINING), -0.015, 0.002)[:, None]
    steps = growth + rng.normal(0, 0.004, (len(PLACES), len(YEARS)))
    return np.round(start[:, None] * np.exp(np.cumsum(steps, axis=1)))


def jobs(shares: dict[str, float], mine: str) -> np.ndarray:
    """Jobs (place, industry, year): a fifth of those of a mining place are in mines at first, and fewer each year."""
    rng = np.random.default_rng(2)
    level = np.array([*shares.values()]) * rng.uniform(0.7, 1.3, (len(PLACES), len(shares)))
    level[np.ix_(MINING, [list(shares).index(mine)])] = 0.2
    now = level[:, :, None] * people()[:, None, :] * 0.42
    now[list(MINING), list(shares).index(mine)] *= np.exp(-0.06 * np.arange(len(YEARS)))
    return now


def write(path: Path, lines: Sequence[str], encoding: str = "utf-8") -> None:
    """Lines into a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding=encoding)


def landkreis(folder: Path) -> None:
    """People in a table with titles and a footer; output and jobs as flat files."""
    codes, crowd = [f"17{i:03d}" for i in range(1, len(PLACES) + 1)], people()
    rows = ["Tabelle: 12411-01-01-4", "Bevölkerung nach Geschlecht - Stichtag 31.12. -;;;;",
            ";;;Bevölkerung;Bevölkerung", ";;;Insgesamt;männlich", ";;;Anzahl;Anzahl"]  # fmt: skip
    for t, year in enumerate(YEARS):
        both = [(crowd[:, t].sum(), "17", "  Musterland"), *((n, c, f"    {p}, Landkreis") for n, c, p in
                zip(crowd[:, t], codes, PLACES, strict=True))]  # fmt: skip
        rows += [f"31.12.{year};{code};{name};{count:.0f};{count * 0.49:.0f}" for count, code, name in both]
    rows += ["__________", "(C)opyright Statistische Ämter des Bundes und der Länder, Deutschland, 2024",
             "Stand: 12.03.2024 / 10:12:11"]  # fmt: skip
    write(folder / "12411-01-01-4.csv", rows, "cp1252")
    output, work = [";".join(HEADS)], [";".join(HEADS)]
    numbers = jobs(SECTIONS, "B")
    for i, (code, place) in enumerate(zip(codes, PLACES, strict=True)):
        for t, year in enumerate(YEARS):
            start = f"JAHR;Jahr;{year};KREISE;Kreise und kreisfreie Städte;{code};{place}, Landkreis"
            total = numbers[i, :, t].sum() * 62 * 1.02**t
            output.append(f"82111;VGR der Länder;{start};;;;;{total:.0f};Tsd. EUR;BIP004;Bruttoinlandsprodukt")
            for j, section in enumerate(SECTIONS):
                value = f"{numbers[i, j, t] / 1000:.1f}".replace(".", ",")
                sector = f"WZ08A;Wirtschaftszweige;WZ08-{section};Abschnitt {section}"
                work.append(f"13312;Erwerbstätige;{start};{sector};{value};Tsd.;ERW032;Erwerbstätige")
            rest = f"{numbers[i, :, t].sum() / 1000:.1f}".replace(".", ",")
            work.append(
                f"13312;Erwerbstätige;{start};WZ08A;Wirtschaftszweige;;Insgesamt;{rest};Tsd.;ERW032;Erwerbstätige"
            )
    write(folder / "82111-01-05-4_flat.csv", output, "utf-8-sig")
    write(folder / "13312-01-05-4_flat.csv", work, "utf-8-sig")


def county(folder: Path) -> None:
    """People, income and output with a column a year and a footer; jobs with a file a year."""
    crowd, work, years = people(), jobs(NAICS, "21"), ",".join(f'"{year}"' for year in YEARS)
    head = f'"GeoFIPS","GeoName","Region","TableName","LineCode","IndustryClassification","Description","Unit",{years}'
    codes = [f"77{2 * i + 1:03d}" for i in range(len(PLACES))]
    named = [("77000", "Example State *", slice(None)), *((c, f"{p}, XS", i) for i, (c, p) in
             enumerate(zip(codes, PLACES, strict=True)))]  # fmt: skip
    real = work.sum(axis=1) * 95
    tables = {
        "CAGDP1": [(1, "Real GDP (thousands of chained 2017 dollars) 1/", "Thousands of chained 2017 dollars", real),
                   (3, "Current-dollar GDP (thousands of current dollars) 1/", "Thousands of dollars",
                    real * 1.02 ** np.arange(len(YEARS)))],
        "CAINC1": [(1, "Personal income (thousands of dollars)", "Thousands of dollars", crowd * 41),
                   (2, "Population (persons) 1/", "Number of persons", crowd)],
    }  # fmt: skip
    for table, lines in tables.items():
        rows = [head]
        for code, name, i in named:
            for number, word, unit, grid in lines:
                figures = grid[i].sum(axis=0) if isinstance(i, slice) else grid[i]
                cells = ",".join(f"{figure:.0f}" for figure in figures)
                rows.append(f' "{code}","{name}",3,{table},{number},"...","{word}","{unit}",{cells}')
        rows += ['"Note: See the included footnote file."', '"Last updated: December 7, 2023"',
                 '"U.S. Bureau of Economic Analysis"']  # fmt: skip
        write(folder / f"{table}__ALL_AREAS_2013_2022.csv", rows)
    for t, year in enumerate(YEARS):
        rows = ["area_fips,own_code,industry_code,agglvl_code,size_code,year,qtr,disclosure_code,annual_avg_estabs,"
                "annual_avg_emplvl,total_annual_wages,avg_annual_pay"]  # fmt: skip
        for i, code in enumerate(codes):
            total, pay = work[i, :, t].sum(), 40_000 + 900 * t + 500 * i
            rows.append(f"{code},0,10,70,0,{year},A,,{total / 14:.0f},{total:.0f},{total * pay:.0f},{pay}")
            for j, sector in enumerate(NAICS):
                count, mark = work[i, j, t], "N" if (i, j) == (3, 0) else ""
                shown = f"{count:.0f},{count * pay:.0f},{pay}" if not mark else "0,0,0"
                rows.append(f"{code},5,{sector},74,0,{year},A,{mark},{count / 14:.0f},{shown}")
        write(folder / f"{year}.annual.singlefile.csv", rows)


def municipality(folder: Path) -> None:
    """Revenue and expenditure in rand, audited and budgeted; people with blanks between thousands."""
    crowd, codes = people(), [f"MP{301 + i}" for i in range(len(PLACES))]
    rows = ["demarcation.code,demarcation.label,item.code,item.label,amount_type.code,amount_type.label,"
            "financial_year_end.year,period_length.length,amount.sum"]  # fmt: skip
    for i, (code, place) in enumerate(zip(codes, PLACES, strict=True)):
        for t, year in enumerate(YEARS):
            for number, word, each in (("0400", "Total Revenue", 5200), ("4600", "Total Expenditure", 5350)):
                for kind, label, times in (("AUDA", "Audited Actual", 1.0), ("ORGB", "Original Budget", 1.07)):
                    amount = crowd[i, t] * each * 1.05**t * times
                    rows.append(f"{code},{place},{number},{word},{kind},{label},{year},year,{amount:.0f}")
    write(folder / "incexp_v2.csv", rows)
    rows = ["Population estimates by municipality, 2013-2022;;;", ";;;",
            ";".join(["Municipality code", "Municipality", "Province", *map(str, YEARS)])]  # fmt: skip
    for code, place, counts in zip(codes, PLACES, crowd, strict=True):
        rows.append(";".join([code, place, "Mpumalanga", *(f"{count:,.0f}".replace(",", " ") for count in counts)]))
    rows.append("Source: invented; layout of Statistics South Africa.;;;")
    write(folder / "population.csv", rows)


if __name__ == "__main__":
    for made in (landkreis, county, municipality):
        folder = Path(sys.argv[1]) / made.__name__
        made(folder)
        shutil.copy(Path(__file__).with_name(f"{made.__name__}.toml"), folder / "country.toml")
