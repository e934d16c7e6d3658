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

-- What was seen of each job, in days of its age: from `entered` on until `left_at`, when it `ended`, or until when nobody
-- knows more. Which jobs count, and from when: report/figures/stays.py, which does the same.
CREATE OR REPLACE VIEW stays AS
WITH postings AS (FROM 'output/latest/postings.parquet'),
     watched AS (SELECT board, min(first_seen_at::DATE) AS since FROM postings GROUP BY board),
     sure AS (
         SELECT board, min(last_seen_at::DATE) AS sure_until FROM postings
         WHERE status = 'open' AND missed_since_on IS NOT NULL GROUP BY board),
     firsts AS (
         SELECT job_id, min({'day': first_seen_at::DATE, 'board': board}) AS first, max(missed_since_on) AS missed,
                coalesce(min(sure_until), 'infinity') AS sure_until
         FROM postings LEFT JOIN sure USING (board) GROUP BY job_id),
     known AS (SELECT max(last_seen_at::DATE) AS until FROM jobs),
     days AS (
         SELECT jobs.*, first_seen_at::DATE AS seen, last_seen_at::DATE AS last, sure_until,
                CASE WHEN posted_on IS NULL THEN seen ELSE least(posted_on + 1, seen) END AS born,
                coalesce(closed_reason NOT IN ('unreachable', 'not_watched', 'out_of_search'), false) AS is_over,
                ('0x' || md5(job_id)[1:8])::BIGINT AS drawn,
                CASE WHEN NOT is_over THEN least(last, until - 1)
                     WHEN missed > last THEN last + 1 + (drawn % (missed - last))::INT
                     ELSE last + ceil((greatest(closed_on, last) - last) / 2)::INT END AS left_on
         FROM jobs JOIN firsts USING (job_id) JOIN watched ON board = first.board, known
         WHERE posted_on IS NOT NULL OR (first.day > since AND coalesce(came_by, 'board') = 'board'))
SELECT * EXCLUDE (sure_until, born, is_over, drawn, left_on), is_over AND left_on <= sure_until AS ended,
       seen - born AS entered, greatest(least(left_on, sure_until) - born, entered + 1)::INT AS left_at
FROM days WHERE (is_over AND left_on <= sure_until) OR least(left_on, sure_until) > seen;

-- The median days that jobs stay open with its interval of 95 %, for each value of a column: FROM time_open(role_family),
-- or of all: FROM time_open(NULL). Null while it is not known: the median of closed jobs alone is far too short for months.
CREATE OR REPLACE MACRO time_open(slice) AS TABLE
WITH those AS (SELECT slice AS value, entered, left_at, ended FROM stays),
     ages AS (
         SELECT value, age, count(*) FILTER (entered < age AND age <= left_at) AS at_risk,
                count(*) FILTER (ended AND left_at = age) AS dead
         FROM those, generate_series(1, (SELECT max(left_at) FROM those)) AS series(age) GROUP BY value, age),
     ends AS (SELECT value, min(age) AS age FROM ages WHERE at_risk < 5 AND age > 3 GROUP BY value),
     events AS (
         SELECT ages.* FROM ages LEFT JOIN ends ON ages.value IS NOT DISTINCT FROM ends.value
         WHERE dead > 0 AND at_risk >= 5 AND (ends.age IS NULL OR ages.age < ends.age)),
     shares AS (
         SELECT value, age, exp(sum(ln(greatest(1 - dead / at_risk, 1e-300))) OVER upto) AS share,
                sum(CASE WHEN at_risk > dead THEN dead / (at_risk * (at_risk - dead)) ELSE 0 END) OVER upto AS variance
         FROM events WINDOW upto AS (PARTITION BY value ORDER BY age)),
     limits AS (
         SELECT *, exp(1.959964 * sqrt(variance) / abs(ln(share))) AS spread,
                CASE WHEN share < 1e-200 THEN 0 ELSE pow(share, spread) END AS lowest,
                CASE WHEN share < 1e-200 THEN 0 ELSE pow(share, 1 / spread) END AS highest FROM shares),
     steps AS (
         SELECT value, age, unnest(['low', 'median', 'high']) AS name, unnest([lowest, share, highest]) AS now FROM limits),
     crossings AS (
         SELECT *, coalesce(lag(now) OVER (PARTITION BY value, name ORDER BY age), 1) AS was FROM steps),
     found AS (
         SELECT value, name, min(age - 0.5 + (was - 0.5) / (was - now)) AS days FROM crossings
         WHERE now <= 0.5 AND was > 0.5 GROUP BY value, name),
     wide AS (
         SELECT value, max(days) FILTER (name = 'low') AS low, max(days) FILTER (name = 'median') AS median,
                max(days) FILTER (name = 'high') AS high FROM found GROUP BY value)
SELECT those.value, CASE WHEN high IS NOT NULL THEN round(median, 1) END AS median_days,
       CASE WHEN high IS NOT NULL THEN round(low, 1) END AS low, round(high, 1) AS high,
       count(*) AS jobs, count(*) FILTER (ended) AS ended
FROM those LEFT JOIN wide ON those.value IS NOT DISTINCT FROM wide.value GROUP BY ALL ORDER BY ALL;

-- Pay that employers stated for open jobs, a row a snapshot; medians of the yearly figures, in euros gross.
CREATE OR REPLACE VIEW pay_over_time AS
SELECT run_on, count(*) AS jobs, median(salary_year_min_eur) AS median_min, median(salary_year_max_eur) AS median_max
FROM runs JOIN history ON valid_from <= run_at AND (valid_to IS NULL OR valid_to > run_at)
WHERE status = 'open' AND salary_basis = 'stated' GROUP BY runs.run, run_on ORDER BY runs.run;

-- The figures of the market: docs/market.md.
CREATE OR REPLACE VIEW market AS FROM 'output/latest/market.parquet';

-- An indicator of the market month by month: FROM by_month('skill') WHERE slice = 'SAP'.
CREATE OR REPLACE MACRO by_month(name) AS TABLE
SELECT period_on, slice, value, low, high, n FROM market WHERE period = 'month' AND indicator = name ORDER BY slice, period_on;

-- Who hires again: employers with several jobs, or one that came again; `again`: how often a job of theirs came again.
CREATE OR REPLACE VIEW hires_again AS
SELECT any_value(employer) AS employer, count(*) AS jobs, count(*) FILTER (status = 'open') AS open_now, sum(reposted)::INT AS again,
       min(coalesce(posted_on, first_seen_at::DATE)) AS first_on, max(coalesce(posted_on, first_seen_at::DATE)) AS last_on
FROM jobs WHERE employer_key IS NOT NULL GROUP BY employer_key HAVING jobs > 1 OR again > 0
ORDER BY jobs DESC, again DESC, employer;

-- What became of a job's pay, of those whose pay changed: each version that states another one.
CREATE OR REPLACE VIEW pay_changes AS
WITH paid AS (SELECT *, (salary_basis, salary_year_min_eur, salary_year_max_eur) AS pay FROM history WHERE salary_basis IS NOT NULL),
     told AS (FROM paid QUALIFY pay IS DISTINCT FROM lag(pay) OVER (PARTITION BY job_id ORDER BY valid_from))
SELECT job_id, title, employer, valid_from::DATE AS since, salary_basis, salary_year_min_eur, salary_year_max_eur
FROM told QUALIFY count(*) OVER (PARTITION BY job_id) > 1 ORDER BY job_id, since;
