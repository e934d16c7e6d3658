-- History over all published snapshots, in DuckDB. In the folder that holds output/: duckdb -init docs/history.sql
SET TimeZone = 'Europe/Berlin';

-- The latest state: a row a job, closed ones included.
CREATE OR REPLACE VIEW jobs AS FROM 'output/latest/jobs.parquet';

-- A row a version of a job: it holds from valid_from on, and at valid_to no more (empty: it still stands).
CREATE OR REPLACE VIEW history AS FROM 'output/latest/history.parquet';

-- A row a snapshot that the latest one goes back to, thinned out or not, since history began; run_on is its day.
CREATE OR REPLACE VIEW runs AS
SELECT run, run_at, run_at::DATE AS run_on, state
FROM (SELECT unnest(snapshots, recursive := true) FROM read_json('output/versions.json')),
LATERAL (SELECT strptime(run || '+00', '%Y%m%dT%H%M%SZ%z') AS run_at)
WHERE state <> 'passed_over' AND run_at >= (SELECT min(valid_from) FROM history);

-- The jobs that were open at the end of a day, as the last snapshot until then had them.
CREATE OR REPLACE MACRO jobs_on(day) AS TABLE
FROM history
WHERE status = 'open' AND valid_from < day::DATE + 1 AND (valid_to IS NULL OR valid_to >= day::DATE + 1);

-- One job's life: its versions, oldest first.
CREATE OR REPLACE MACRO life_of(job) AS TABLE
FROM history WHERE job_id = job ORDER BY valid_from;

-- How long closed jobs stood, in days.
CREATE OR REPLACE VIEW time_to_close AS
SELECT *, closed_on - first_seen_at::DATE AS days FROM jobs WHERE closed_on IS NOT NULL;

-- Pay that employers stated for open jobs, a row a snapshot; medians of the yearly figures, in euros gross.
CREATE OR REPLACE VIEW pay_over_time AS
SELECT run_on, count(*) AS jobs, median(salary_year_min_eur) AS median_min, median(salary_year_max_eur) AS median_max
FROM runs JOIN history ON valid_from <= run_at AND (valid_to IS NULL OR valid_to > run_at)
WHERE status = 'open' AND salary_basis = 'stated' GROUP BY runs.run, run_on ORDER BY runs.run;
