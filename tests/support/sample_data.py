"""A small file of data with a schema, all of it invented."""

from pressverk.errors import sentence
from pressverk.statistics.datasets.dataset import Dataset
from pressverk.statistics.datasets.reading import parse_dataset
from pressverk.statistics.datasets.schemas import parse_schema

SCHEMA = """\
title = { sv = "Insatser", en = "Efforts" }
source = "Exempeldata från ingenstans"
note = "Exempeldata"
key = ["lasar", "skola"]

[columns.lasar]
type = "category"
label = "Läsår"

[columns.skola]
type = "category"
label = { sv = "Skola", en = "School" }

[columns.elever]
type = "integer"
people = true

[columns.traffar]
type = "integer"
label = "Träffar"

[columns.andel]
type = "percent"
decimals = 1

[columns.status]
type = "status"
"""
CSV = """\
lasar;skola;elever;traffar;andel;status
2016/2017;Åsskolan;24;10;50,5;slutlig
2016/2017;Bergskolan;3;..;–;slutlig
2016/2017;Älvskolan;8;1 200;7;slutlig
2017/2018;Åsskolan;30;12;48 %;preliminär
2017/2018;Bergskolan;21;14;9,25;preliminär
"""
TOTALS = """\
title = "Brott"
source = "Exempeldata från ingenstans"
key = ["ar", "typ"]

[totals.typ]
total = "Alla"

[columns.ar]
type = "year"

[columns.typ]
type = "category"

[columns.antal]
type = "integer"
total_of = ["dag", "natt"]

[columns.dag]
type = "integer"

[columns.natt]
type = "integer"
"""
TOTALS_CSV = """\
ar,typ,antal,dag,natt
2017,Rån,7,3,4
2017,Hot,9,5,4
2017,Alla,16,8,8
2018,Rån,2,1,1
2018,Hot,1,1,0
2018,Alla,3,2,1
"""


def dataset(csv: str = CSV, schema: str = SCHEMA) -> Dataset:
    """Return the dataset of *csv*, which has no faults."""
    found, faults = parse_schema(schema, "d.toml")
    assert found is not None, [sentence(fault) for fault in faults]
    read, faults = parse_dataset(csv.encode(), found, "d.csv", "d")
    assert read is not None, [sentence(fault) for fault in faults]
    return read


def faults_of(csv: str | bytes, schema: str = SCHEMA) -> list[str]:
    """Return the faults of a file of data as they are told."""
    found, faults = parse_schema(schema, "d.toml")
    assert found is not None, [sentence(fault) for fault in faults]
    content = csv.encode() if isinstance(csv, str) else csv
    return [sentence(fault) for fault in parse_dataset(content, found, "d.csv", "d")[1]]
