-- History over all published snapshots, in DuckDB. In the folder that holds output/: duckdb -init docs/history.sql
SET TimeZone = 'Europe/Berlin';

-- The latest state: a row a job, closed ones included.
CREATE OR REPLACE VIEW jobs AS FROM 'output/latest/jobs.parquet';

-- A row a job and snapshot, with the values it had then; run_on is the snapshot's day.
CREATE OR REPLACE VIEW history AS
SELECT regexp_extract(filename, '\d{8}T\d{6}Z') AS run,
       (strptime(regexp_extract(filename, '\d{8}T\d{6}Z') || '+00', '%Y%m%dT%H%M%SZ%z'))::DATE AS run_on,
       * EXCLUDE (filename)
FROM read_parquet('output/snapshots/2*/jobs.parquet', filename = true, union_by_name = true);

-- The jobs that were open on a day, as the last snapshot until then had them.
CREATE OR REPLACE MACRO jobs_on(day) AS TABLE
FROM history WHERE status = 'open' AND run = (SELECT max(run) FROM history WHERE run_on <= day::DATE);

-- How long closed jobs stood, in days.
CREATE OR REPLACE VIEW time_to_close AS
SELECT *, closed_on - first_seen_at::DATE AS days FROM jobs WHERE closed_on IS NOT NULL;

-- Pay that employers stated for open jobs, a row a snapshot; medians of the yearly figures, in euros gross.
CREATE OR REPLACE VIEW pay_over_time AS
SELECT run_on, count(*) AS jobs, median(salary_year_min_eur) AS median_min, median(salary_year_max_eur) AS median_max
FROM history WHERE status = 'open' AND salary_basis = 'stated' GROUP BY run_on ORDER BY run_on;
