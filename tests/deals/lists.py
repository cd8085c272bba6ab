"""Invented projects and works as rows of the sheet of projects, and the workbook that holds them."""

from openpyxl import Workbook

INDUSTRIES = ("化工", "医药", "食品", "机械", "纺织", "建材")


def clean(number):
    """An invented deal without a fault: sizes differ, so that no promise is told twice."""
    investment = 5e7 + 7e6 * number
    output = 2.0 * investment
    return {
        "project.name": f"Project {number}",
        "project.place": "hegang",
        "project.industry": INDUSTRIES[number % len(INDUSTRIES)],
        "project.stage": "contract",
        "promise.investment": investment,
        "promise.jobs": 20 + 3 * number,
        "promise.output": output,
        "promise.tax": 0.04 * output,
        "promise.due": 2029,
        "give.what": "grant",
        "give.amount": 0.01 * investment,
        "give.paid_on": "jobs",
        "give.basis": "published programme",
        "local.others_bid": "heard",
        "local.city_part_of_tax": 0.35,
    }


def works(number, **changed):
    return {
        "project.name": f"Works {number}",
        "project.place": "hegang",
        "project.kind": "public_works",
        "works.service": "school",
        "works.cost": 2e7 + 1e6 * number,
        "works.capacity": 500,
        "works.users_2030": 520,
        "works.users_2035": 480,
        "works.overrun_class": "standard_buildings",
        "works.channel": "special_bonds",
        **changed,
    }


def workbook(path, rows):
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "项目"
    heads = list(dict.fromkeys(name for row in rows for name in row))
    sheet.append(heads)
    for row in rows:
        sheet.append([row.get(head) for head in heads])
    book.save(path)
    return path
