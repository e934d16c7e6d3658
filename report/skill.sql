-- How many jobs are open?
SELECT count(*) AS jobs FROM jobs WHERE status = 'open';

-- What do employers state as pay, by level? (median of the upper ends, with interval)
SELECT slice, round(value) AS median_eur, round(low) AS low, round(high) AS high, n FROM market
WHERE period = 'day' AND indicator = 'pay_to_median' AND slice LIKE 'stated%' ORDER BY slice;

-- Which jobs pay most?
SELECT title, employer, town, salary_basis, salary_year_min_eur, salary_year_max_eur, url FROM jobs
WHERE status = 'open' AND salary_basis = 'stated'
ORDER BY coalesce(salary_year_max_eur, salary_year_min_eur) DESC NULLS LAST LIMIT 5;

-- How many ads tell pay, and how?
SELECT slice, value AS share, low, high, n FROM market
WHERE period = 'day' AND indicator = 'disclosure' ORDER BY value DESC;

-- Which skills are asked most?
SELECT slice AS skill, value AS share, low, high, n FROM market
WHERE period = 'day' AND indicator = 'skill' ORDER BY value DESC, slice LIMIT 10;

-- Which jobs ask for a skill?
SELECT title, employer, town, url FROM jobs WHERE status = 'open' AND list_contains(skills, 'ITIL') ORDER BY title;

-- Which words do ads contain?
SELECT title, employer FROM jobs JOIN descriptions USING (job_id)
WHERE status = 'open' AND text ILIKE '%cloud%' ORDER BY title;

-- Which jobs are new, and which closed, since the snapshot before?
SELECT kind, title, employer, town, after FROM changes
WHERE cause = 'board' AND kind IN ('new', 'reopened', 'closed') ORDER BY kind, title;

-- What changed in jobs that stayed? (`job_id`: jobs were merged or split)
SELECT title, employer, field, before, after FROM changes
WHERE cause = 'board' AND kind = 'changed' AND field <> 'job_id' ORDER BY title;

-- In how many jobs is English asked at all, and in how many required?
SELECT avg(coalesce(list_bool_or([one.code = 'en' for one in languages]), false)::INT) AS asked,
       avg(coalesce(list_bool_or([one.code = 'en' AND one.required for one in languages]), false)::INT) AS required,
       count(*) AS n FROM jobs WHERE status = 'open';

-- Which English is asked?
SELECT coalesce(one.level, 'no level') AS level, one.required, count(*) AS jobs
FROM (SELECT unnest(languages) AS one FROM jobs WHERE status = 'open') WHERE one.code = 'en' GROUP BY ALL ORDER BY ALL;

-- Which employers have most open jobs?
SELECT employer, count(*) AS jobs FROM jobs WHERE status = 'open' AND employer IS NOT NULL
GROUP BY employer ORDER BY jobs DESC, employer LIMIT 10;

-- Which jobs are near, and may be done from home?
SELECT title, employer, town, distance_km, remote FROM jobs
WHERE status = 'open' AND distance_km <= 15 AND remote IN ('hybrid', 'full') ORDER BY distance_km;

-- Until when may one apply?
SELECT apply_by_on, title, employer FROM jobs WHERE status = 'open' AND apply_by_on IS NOT NULL ORDER BY apply_by_on;

-- Which boards carry the jobs now, and what would be lost without one?
SELECT slice AS board, max(value) FILTER (indicator = 'board') AS carried,
       coalesce(max(value) FILTER (indicator = 'board_alone'), 0) AS lost_without_it
FROM market WHERE period = 'day' AND indicator IN ('board', 'board_alone') GROUP BY slice ORDER BY carried DESC;

-- Where does a job stand, and in which words did its ads tell pay?
SELECT title, board, postings.url, salary_raw FROM postings WHERE status = 'open' AND salary_raw IS NOT NULL
ORDER BY title, board;

-- How did the boards do in this run?
SELECT board, verdict, reason, postings, kept FROM boards WHERE verdict <> 'not_run' ORDER BY board;

-- What do boards say that the role pays a month?
SELECT occupation, level, min_eur, max_eur, period, board FROM benchmarks ORDER BY occupation, min_eur;

-- Which jobs were open on a day, as they were then?
SELECT title, employer, salary_year_max_eur FROM history WHERE status = 'open'
  AND valid_from < DATE '2026-11-20' + 1 AND (valid_to IS NULL OR valid_to >= DATE '2026-11-20' + 1) ORDER BY title;

-- How did one job change over time? (here: the one with most versions)
SELECT valid_from, valid_to, title, status, salary_basis, salary_year_min_eur, salary_year_max_eur FROM history
WHERE job_id = (SELECT job_id FROM history GROUP BY job_id ORDER BY count(*) DESC, job_id LIMIT 1) ORDER BY valid_from;

-- How long do jobs stay open? (median; `n` jobs were watched, those still open count as open at least so long)
SELECT slice, value AS median_days, low, high, n FROM market
WHERE period = 'day' AND indicator = 'days_open' ORDER BY slice;

-- What rises or falls beyond chance? (only `compared`: nothing does)
SELECT indicator, slice, value, low, high, n FROM market WHERE indicator IN ('rises', 'falls', 'compared');

-- How many jobs were open, came and closed, day by day?
PIVOT (SELECT period_on, indicator, value FROM market WHERE period = 'day'
       AND indicator IN ('jobs', 'new_jobs', 'closed_jobs')) ON indicator USING any_value(value) ORDER BY period_on;

-- How good is a column: how often is it filled, and how often is it right?
SELECT measure, subject, board, value, low, high, n FROM quality
WHERE subject IN ('remote', 'titles: remote: sure labels') ORDER BY measure, board;

-- Is it true what pages claim of the market?
SELECT statement, value, low, high, n, verdict FROM claims ORDER BY verdict, statement;
