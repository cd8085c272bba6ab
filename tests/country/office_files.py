"""Files as offices give them out, rebuilt by hand with invented figures, and what they say, written down by hand."""

import gzip

from openpyxl import Workbook

BEA = """"GeoFIPS","GeoName","Region","TableName","LineCode","IndustryClassification","Description","Unit","2019","2020","2021"
 "00000","United States",,CAGDP1,1,"...","Real GDP (thousands of chained 2017 dollars) 1/","Thousands of chained 2017 dollars",900,910,920
 "00000","United States",,CAGDP1,3,"...","Current-dollar GDP (thousands of current dollars) 1/","Thousands of dollars",1000,1010,1020
 "54000","West Virginia *",3,CAGDP1,1,"...","Real GDP (thousands of chained 2017 dollars) 1/","Thousands of chained 2017 dollars",300,310,320
 "54000","West Virginia *",3,CAGDP1,3,"...","Current-dollar GDP (thousands of current dollars) 1/","Thousands of dollars",330,340,350
 "54045","Logan, WV",3,CAGDP1,1,"...","Real GDP (thousands of chained 2017 dollars) 1/","Thousands of chained 2017 dollars",81,82,83
 "54045","Logan, WV",3,CAGDP1,2,"...","Chain-type quantity indexes for real GDP","Quantity index",100,101,102
 "54045","Logan, WV",3,CAGDP1,3,"...","Current-dollar GDP (thousands of current dollars) 1/","Thousands of dollars",90,91,93
 "35013","Doña Ana, NM",6,CAGDP1,1,"...","Real GDP (thousands of chained 2017 dollars) 1/","Thousands of chained 2017 dollars",40,(NA),44
 "35013","Doña Ana, NM",6,CAGDP1,3,"...","Current-dollar GDP (thousands of current dollars) 1/","Thousands of dollars",47,48,(D)
 "98000","Far West",8,CAGDP1,3,"...","Current-dollar GDP (thousands of current dollars) 1/","Thousands of dollars",470,480,490
"Note: See the included footnote file."
"CAGDP1: County and MSA gross domestic product (GDP) summary"
"Last updated: December 7, 2023-- new statistics for 2022"
"U.S. Bureau of Economic Analysis"
"""  # noqa: E501

QCEW_HEAD = (
    '"area_fips","own_code","industry_code","agglvl_code","size_code","year","qtr","disclosure_code",'
    '"annual_avg_estabs","annual_avg_emplvl","total_annual_wages","avg_annual_pay","lq_disclosure_code"'
)


def qcew(year, up):
    """A year: totals by owner, private sectors by county, a suppressed cell that stands there as 0."""
    cells = [
        ("54000", "0", "10", "50", "", 90, 900),
        ("54045", "0", "10", "70", "", 30 + up, 300 + up),
        ("54045", "5", "10", "71", "", 25, 250),
        ("54045", "5", "21", "74", "", 5 + up, 100 + up),
        ("54045", "5", "31-33", "74", "", 7, 60),
        ("54045", "5", "62", "74", "", 3, 41),
        ("54047", "0", "10", "70", "", 20, 200),
        ("54047", "5", "21", "74", "", 8, 90),
        ("54047", "5", "31-33", "74", "", 2, 33),
        ("54047", "5", "62", "74", "", 4, 27 + up),
        ("54049", "0", "10", "70", "", 10, 120),
        ("54049", "5", "21", "74", "N", 2, 0),
        ("54049", "5", "31-33", "74", "", 6, 44),
        ("54049", "5", "62", "74", "", 3, 19 + 2 * up),
        ("54999", "5", "21", "74", "", 1, 4),
    ]
    rows = [
        f'"{area}","{own}","{code}","{level}","0","{year}","A","{mark}",{estabs},{jobs},{jobs * 50},{50 + up},"{mark}"'
        for area, own, code, level, mark, estabs, jobs in cells
    ]
    return "\n".join([QCEW_HEAD, *rows, ""])


GENESIS_FLAT = """statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;1_variable_attribute_code;1_variable_attribute_label;2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;value;value_unit;value_variable_code;value_variable_label
12411;Fortschreibung des Bevölkerungsstandes;STAG;Stichtag;2020-12-31;KREISE;Kreise und kreisfreie Städte;05911;Bochum, kreisfreie Stadt;GES;Geschlecht;;Insgesamt;364454;Anzahl;BEVSTD;Bevölkerungsstand
12411;Fortschreibung des Bevölkerungsstandes;STAG;Stichtag;2020-12-31;KREISE;Kreise und kreisfreie Städte;05911;Bochum, kreisfreie Stadt;GES;Geschlecht;GESM;männlich;177000;Anzahl;BEVSTD;Bevölkerungsstand
12411;Fortschreibung des Bevölkerungsstandes;STAG;Stichtag;2020-12-31;KREISE;Kreise und kreisfreie Städte;05913;Dortmund, kreisfreie Stadt;GES;Geschlecht;;Insgesamt;587696;Anzahl;BEVSTD;Bevölkerungsstand
12411;Fortschreibung des Bevölkerungsstandes;STAG;Stichtag;2020-12-31;KREISE;Kreise und kreisfreie Städte;05913;Dortmund, kreisfreie Stadt;GES;Geschlecht;GESM;männlich;288000;Anzahl;BEVSTD;Bevölkerungsstand
12411;Fortschreibung des Bevölkerungsstandes;STAG;Stichtag;2021-12-31;KREISE;Kreise und kreisfreie Städte;05911;Bochum, kreisfreie Stadt;GES;Geschlecht;;Insgesamt;363441 r;Anzahl;BEVSTD;Bevölkerungsstand
12411;Fortschreibung des Bevölkerungsstandes;STAG;Stichtag;2021-12-31;KREISE;Kreise und kreisfreie Städte;05913;Dortmund, kreisfreie Stadt;GES;Geschlecht;;Insgesamt;.;Anzahl;BEVSTD;Bevölkerungsstand
"""  # noqa: E501

GENESIS_TABLE = """Tabelle: 13111-07-05-4
Beschäftigte und Arbeitslose - Stichtag 30.06. -;;;;
regionale Tiefe: Kreise und krfr. Städte;;;;
;;;Bevölkerung;Arbeitslose;Arbeitslosenquote
;;;Insgesamt;Insgesamt;Insgesamt
;;;Anzahl;Anzahl;Prozent
31.12.2021;DG;Deutschland;83237124;2613489;5,7
31.12.2021;05;    Nordrhein-Westfalen;17924591;717000;7,3
31.12.2021;05911;            Bochum, kreisfreie Stadt;363441;17034;8,9
31.12.2021;05913;            Dortmund, kreisfreie Stadt;586852;35219;11,1
31.12.2021;11;    Berlin;3677472;-;9,8
31.12.2022;05911;            Bochum, kreisfreie Stadt;365742;17100;8,8
31.12.2022;05913;            Dortmund, kreisfreie Stadt;593317;.;11,0
31.12.2022;11;    Berlin;3755251;179000;8,8
__________
- nichts vorhanden
. Zahlenwert unbekannt oder geheim zu halten
(C)opyright Statistische Ämter des Bundes und der Länder, Deutschland, 2024
Stand: 12.03.2024 / 10:12:11
"""

EUROSTAT_TSV = (
    "freq,unit,wstatus,nace_r2,geo\\TIME_PERIOD\t2019 \t2020 \t2021 \n"
    "A,THS,EMP,A,PL22A\t1.20 \t1.10 p\t1.00 \n"
    "A,THS,EMP,B-E,PL22A\t92.00 \t91.50 \t90.00 b\n"
    "A,THS,EMP,B,PL22A\t40.10 \t38.00 \t: c\n"
    "A,THS,EMP,C,PL22A\t51.90 \t53.50 \t52.00 \n"
    "A,THS,EMP,TOTAL,PL22A\t300.00 \t301.00 \t302.00 \n"
    "A,THS,EMP,A,PL22B\t2.00 \t2.10 e\t2.30 \n"
    "A,THS,EMP,B,PL22B\t30.00 \t29.00 \t28.00 \n"
    "A,THS,EMP,C,PL22B\t44.00 \t44.30 \t45.10 \n"
    "A,THS,EMP,A,PL22C\t3.00 \t3.10 \t3.30 bp\n"
    "A,THS,EMP,B,PL22C\t10.00 \t9.00 \t8.00 \n"
    "A,THS,EMP,C,PL22C\t14.00 \t14.30 \t15.10 \n"
    "A,THS,SAL,A,PL22A\t1.00 \t0.90 \t0.80 \n"
    "A,THS,EMP,A,PL2\t6.20 \t6.30 \t6.60 \n"
    "A,THS,EMP,A,PLZZZ\t: \t: \t: \n"
)

EUROSTAT_CSV = """DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS
ESTAT:NAMA_10R_3GDP(1.0),21/02/24 23:00:00,A,MIO_EUR,PL22A,2020,10500.5,,
ESTAT:NAMA_10R_3GDP(1.0),21/02/24 23:00:00,A,MIO_EUR,PL22A,2021,11200.25,p,
ESTAT:NAMA_10R_3GDP(1.0),21/02/24 23:00:00,A,MIO_EUR,PL22B,2020,8300,,
ESTAT:NAMA_10R_3GDP(1.0),21/02/24 23:00:00,A,MIO_EUR,PL22B,2021,,,C
ESTAT:NAMA_10R_3GDP(1.0),21/02/24 23:00:00,A,EUR_HAB,PL22A,2020,15200,,
ESTAT:NAMA_10R_3GDP(1.0),21/02/24 23:00:00,A,MIO_EUR,PL,2020,526000,,
"""

EUROSTAT_JOBS = "\n".join(
    [
        "DATAFLOW,LAST UPDATE,freq,unit,wstatus,nace_r2,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS",
        *(
            f"ESTAT:NAMA_10R_3EMPERS(1.0),21/02/24 23:00:00,A,THS,{status},{code},{geo},{year},{value},p,"
            for year in (2020, 2021)
            for geo, up in (("PL22A", 0), ("PL22B", 2))
            for status, code, value in (
                ("EMP", "TOTAL", 30.5 + up), ("EMP", "B", 10.2 + up), ("EMP", "C", 12.3), ("EMP", "B-E", 22.5 + up),
                ("SAL", "B", 9.1),
            )
        ),
        "",
    ]
)  # fmt: skip

ONS = """v4_1,Data Marking,calendar-years,Time,administrative-geography,Geography,sex,Sex,single-year-of-age,Age
5123,,2020,2020,E06000047,County Durham,all,All,total,Total
2500,,2020,2020,E06000047,County Durham,male,Male,total,Total
40,,2020,2020,E06000047,County Durham,all,All,0,0
5150,,2021,2021,E06000047,County Durham,all,All,total,Total
1800,,2020,2020,W06000024,Merthyr Tydfil,all,All,total,Total
,x,2021,2021,W06000024,Merthyr Tydfil,all,All,total,Total
56550138,,2020,2020,E92000001,England,all,All,total,Total
"""

WIDE = """\ufeffTable 3: Gross output by district,,,,
Prepared by the statistics branch,,,,
,,,,
District code,District,2019,2020,2021
D001,Northfield,"1,200.5","1,250.0",1300
D002,Eastmoor,800,n.a.,820
D003,"Salt Lake, upper",95,97,99
Source: own survey; figures are provisional.,,,,
"""

SOUTH_AFRICA = """demarcation.code,demarcation.label,item.code,item.label,amount_type.code,amount_type.label,financial_year_end.year,period_length.length,amount.sum
LIM331,Greater Giyani,0400,Total Revenue,AUDA,Audited Actual,2021,year,410500000
LIM331,Greater Giyani,0400,Total Revenue,ORGB,Original Budget,2021,year,455000000
LIM331,Greater Giyani,4600,Total Expenditure,AUDA,Audited Actual,2021,year,398000000
MP312,Emalahleni,0400,Total Revenue,AUDA,Audited Actual,2021,year,3300000000
MP312,Emalahleni,4600,Total Expenditure,AUDA,Audited Actual,2021,year,3410000000
MP312,Emalahleni,4600,Total Expenditure,AUDA,Audited Actual,2022,year,
MP312,Emalahleni,3000,Bulk purchases,AUDA,Audited Actual,2021,year,1210000000
DC31,Nkangala,0400,Total Revenue,AUDA,Audited Actual,2021,year,520000000
"""  # noqa: E501

YEARBOOK = """4-1 各市主要经济指标（2020年）,,,
,,,
地  区,年末常住人口（万人）,地区生产总值（亿元）,注
全  省,300.1,1800.5,
鹤 岗 市,89.1,340.2,
双鸭山市,120.9,476.5,
七台河市,…,206.3,
注：本表按当年价格计算。,,,
资料来源：省统计局。,,,
"""


def yearbook_sheet(path):
    """The same as a sheet: merged titles, two lines of heads, a unit line on the right, places set apart by blanks."""
    book = Workbook()
    sheet = book.active
    sheet.title = "4-2"
    for row in [
        ["4-2 各市年末常住人口"],
        ["Permanent Population by City"],
        [None, None, None, "单位：万人"],
        ["地  区", "2018", "2019", "2020"],
        ["合  计", 212.0, 211.0, 210.0],
        ["鹤 岗 市", 91.2, 90.3, 89.1],
        ["双鸭山市", 120.8, 120.7, 120.9],
        ["注：2020年为人口普查数。"],
    ]:
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    book.save(path)


BOCHUM, DORTMUND, BERLIN = "05911", "05913", "11"
M = 1_000_000
FILES = {
    "bea": (
        {"CAGDP1__ALL_AREAS.csv": BEA.encode("latin-1")},
        {("gdp_real", "54045", 2019): 81_000, ("gdp_real", "54045", 2020): 82_000, ("gdp_real", "54045", 2021): 83_000,
         ("gdp_nominal", "54045", 2019): 90_000, ("gdp_nominal", "54045", 2020): 91_000,
         ("gdp_nominal", "54045", 2021): 93_000, ("gdp_real", "35013", 2019): 40_000,
         ("gdp_real", "35013", 2021): 44_000,
         ("gdp_nominal", "35013", 2019): 47_000, ("gdp_nominal", "35013", 2020): 48_000},
        {},
        {"54045": "Logan, WV", "35013": "Doña Ana, NM"},
    ),
    "qcew": (
        {"2020.annual.singlefile.csv": qcew(2020, 0).encode(), "2021.annual.singlefile.csv": qcew(2021, 1).encode()},
        {(name, place, year): value for year, up in ((2020, 0), (2021, 1)) for name, place, value in (
            ("employment_total", "54045", 300 + up), ("employment_total", "54047", 200),
            ("employment_total", "54049", 120),
            *(("average_wage", place, 50 + up) for place in ("54045", "54047", "54049")))},
        {"employment": {(place, code, year): value for year, up in ((2020, 0), (2021, 1)) for place, code, value in (
            ("54045", "21", 100 + up), ("54045", "31-33", 60), ("54045", "62", 41), ("54047", "21", 90),
            ("54047", "31-33", 33), ("54047", "62", 27 + up))},
         "establishments": {(place, code, year): value for year, up in ((2020, 0), (2021, 1))
            for place, code, value in (
            ("54045", "21", 5 + up), ("54045", "31-33", 7), ("54045", "62", 3), ("54047", "21", 8),
            ("54047", "31-33", 2),
            ("54047", "62", 4))}},
        {},
    ),
    "genesis_flat": (
        {"12411-0015_flat.csv": GENESIS_FLAT.encode("utf-8-sig")},
        {("population", BOCHUM, 2020): 364_454, ("population", DORTMUND, 2020): 587_696,
         ("population", BOCHUM, 2021): 363_441},
        {},
        {BOCHUM: "Bochum, kreisfreie Stadt"},
    ),
    "genesis_table": (
        {"13111-07-05-4.csv": GENESIS_TABLE.encode("latin-1")},
        {("population", BOCHUM, 2021): 363_441, ("population", DORTMUND, 2021): 586_852,
         ("population", BERLIN, 2021): 3_677_472, ("population", BOCHUM, 2022): 365_742,
         ("population", DORTMUND, 2022): 593_317, ("population", BERLIN, 2022): 3_755_251,
         ("registered_unemployed", BOCHUM, 2021): 17_034, ("registered_unemployed", DORTMUND, 2021): 35_219,
         ("registered_unemployed", BERLIN, 2021): 0, ("registered_unemployed", BOCHUM, 2022): 17_100,
         ("registered_unemployed", BERLIN, 2022): 179_000, ("unemployment_rate", BOCHUM, 2021): 0.089,
         ("unemployment_rate", DORTMUND, 2021): 0.111, ("unemployment_rate", BERLIN, 2021): 0.098,
         ("unemployment_rate", BOCHUM, 2022): 0.088, ("unemployment_rate", DORTMUND, 2022): 0.11,
         ("unemployment_rate", BERLIN, 2022): 0.088},
        {},
        {BERLIN: "Berlin"},
    ),
    "eurostat_tsv": (
        {"estat_nama_10r_3empers.tsv.gz": gzip.compress(EUROSTAT_TSV.encode())},
        {},
        {"employment": {
            ("PL22A", "A", 2019): 1200, ("PL22A", "A", 2020): 1100, ("PL22A", "B", 2019): 40_100,
            ("PL22A", "B", 2020): 38_000, ("PL22A", "C", 2019): 51_900, ("PL22A", "C", 2020): 53_500,
            ("PL22B", "A", 2019): 2000, ("PL22B", "A", 2020): 2100, ("PL22B", "A", 2021): 2300,
            ("PL22B", "B", 2019): 30_000, ("PL22B", "B", 2020): 29_000, ("PL22B", "B", 2021): 28_000,
            ("PL22B", "C", 2019): 44_000, ("PL22B", "C", 2020): 44_300, ("PL22B", "C", 2021): 45_100,
            ("PL22C", "A", 2019): 3000, ("PL22C", "A", 2020): 3100, ("PL22C", "A", 2021): 3300,
            ("PL22C", "B", 2019): 10_000, ("PL22C", "B", 2020): 9000, ("PL22C", "B", 2021): 8000,
            ("PL22C", "C", 2019): 14_000, ("PL22C", "C", 2020): 14_300, ("PL22C", "C", 2021): 15_100}},
        {},
    ),
    "eurostat_csv": (
        {"nama_10r_3gdp_linear.csv": EUROSTAT_CSV.encode()},
        {("gdp_nominal", "PL22A", 2020): 10_500.5 * M, ("gdp_nominal", "PL22A", 2021): 11_200.25 * M,
         ("gdp_nominal", "PL22B", 2020): 8300 * M},
        {},
        {},
    ),
    "eurostat_csv_jobs": (
        {"nama_10r_3empers_linear.csv": EUROSTAT_JOBS.encode()},
        {},
        {"employment": {(geo, code, year): value for year in (2020, 2021) for geo, code, value in (
            ("PL22A", "B", 10_200), ("PL22A", "C", 12_300), ("PL22B", "B", 12_200), ("PL22B", "C", 12_300))}},
        {},
    ),
    "ons": (
        {"mid-year-pop-est-2021.csv": ONS.encode()},
        {("population", "E06000047", 2020): 5123, ("population", "E06000047", 2021): 5150,
         ("population", "W06000024", 2020): 1800},
        {},
        {"E06000047": "County Durham"},
    ),
    "wide": (
        {"gross output.csv": WIDE.encode()},
        {("gross_output", "D001", 2019): 1200.5, ("gross_output", "D001", 2020): 1250,
         ("gross_output", "D001", 2021): 1300,
         ("gross_output", "D002", 2019): 800, ("gross_output", "D002", 2021): 820, ("gross_output", "D003", 2019): 95,
         ("gross_output", "D003", 2020): 97, ("gross_output", "D003", 2021): 99},
        {},
        {"D003": "Salt Lake, upper"},
    ),
    "municipal_money": (
        {"incexp_v2.csv": SOUTH_AFRICA.encode()},
        {("budget_revenue", "LIM331", 2021): 410.5 * M, ("budget_expenditure", "LIM331", 2021): 398 * M,
         ("budget_revenue", "MP312", 2021): 3300 * M, ("budget_expenditure", "MP312", 2021): 3410 * M},
        {},
        {"MP312": "Emalahleni"},
    ),
    "yearbook_gbk": (
        {"4-1.csv": YEARBOOK.encode("gbk")},
        {("population", "鹤岗市", 2020): 891_000, ("population", "双鸭山市", 2020): 1_209_000,
         ("gdp_nominal", "鹤岗市", 2020): 340.2e8, ("gdp_nominal", "双鸭山市", 2020): 476.5e8,
         ("gdp_nominal", "七台河市", 2020): 206.3e8},
        {},
        {},
    ),
    "yearbook_sheet": (
        {"4-2.xlsx": yearbook_sheet},
        {("population", "鹤岗市", 2018): 912_000, ("population", "鹤岗市", 2019): 903_000,
         ("population", "鹤岗市", 2020): 891_000, ("population", "双鸭山市", 2018): 1_208_000,
         ("population", "双鸭山市", 2019): 1_207_000, ("population", "双鸭山市", 2020): 1_209_000},
        {},
        {},
    ),
}  # fmt: skip
"""Layout -> files, then what they say: accounts (quantity, place, year), counts (place, industry, year), names."""


def put(folder, layout):
    """Write the files of a layout into a folder."""
    for name, content in FILES[layout][0].items():
        content(folder / name) if callable(content) else (folder / name).write_bytes(content)
    return folder
