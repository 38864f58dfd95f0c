-- The insights of the first dashboard as DuckDB is asked for them: each under its title, with rows of a key in parts and a value.
-- `{bucket}` is the start of the interval that `time` lies in.

-- # Organisations
SELECT NULL, count(*) FROM companies;

-- # Users
SELECT NULL, count(*) FROM persons WHERE email IS NOT NULL;

-- # Users per organisation
SELECT NULL, avg(people) FROM (
    SELECT company, count(person) AS people FROM companies LEFT JOIN members USING (company) GROUP BY company
);

-- # Active organisations
SELECT 0, NULL, coalesce(epoch_ms({bucket})::VARCHAR, 'total'), count(DISTINCT company)
FROM events WHERE time >= {from} AND time < {to} GROUP BY GROUPING SETS (({bucket}), ())
UNION ALL
SELECT 0, 'previous', coalesce(date_diff('day', {from} - {days}, time)::VARCHAR, 'total'), count(DISTINCT company)
FROM events WHERE time >= {from} - {days} AND time < {to} - {days} GROUP BY GROUPING SETS ((date_diff('day', {from} - {days}, time)), ());

-- # Most active organisations
WITH selected AS (
    SELECT coalesce(company, 'null') AS company, epoch_ms({bucket}) AS bucket, person
    FROM events WHERE time >= {from} AND time < {to}
), largest AS (
    SELECT company FROM selected GROUP BY company ORDER BY count(*) DESC, company LIMIT 8
), named AS (
    SELECT CASE WHEN company IN (FROM largest) THEN company ELSE '$other' END AS company, bucket, person FROM selected
), counted AS (
    SELECT company, coalesce(bucket::VARCHAR, 'total') AS bucket, count(*) AS events, count(DISTINCT person) AS persons
    FROM named GROUP BY GROUPING SETS ((company, bucket), (company))
)
SELECT 0, company, bucket, events FROM counted UNION ALL SELECT 1, company, bucket, persons FROM counted;

-- # Likeliest to convert
WITH selected AS (
    SELECT company, epoch_ms({bucket}) AS bucket,
        CASE event WHEN 'project_created' THEN 4 WHEN 'colleague_invited' THEN 6 ELSE 1 END AS points
    FROM events WHERE time >= {from} AND time < {to} AND company IN (SELECT company FROM companies WHERE plan = 'free')
), largest AS (
    SELECT company FROM selected GROUP BY company ORDER BY sum(points) DESC, company LIMIT 8
)
SELECT NULL, CASE WHEN company IN (FROM largest) THEN company ELSE '$other' END AS name,
    coalesce(bucket::VARCHAR, 'total'), sum(points)
FROM selected GROUP BY GROUPING SETS ((name, bucket), (name));

-- # From sign-up to invoice
WITH one AS (
    SELECT company, time AS t1 FROM events
    WHERE event = 'signed_up' AND company IS NOT NULL AND time >= {from} AND time < {to}
), projects AS (
    SELECT company, time FROM events WHERE event = 'project_created' AND time >= {from} AND time < {to}
), invoices AS (
    SELECT company, time FROM events WHERE event = 'invoice_paid' AND time >= {from} AND time < {to}
), two AS (
    SELECT one.company, t1, projects.time AS t2
    FROM one ASOF JOIN projects ON one.company = projects.company AND t1 < projects.time
    WHERE projects.time <= t1 + INTERVAL 90 DAY
), three AS (
    SELECT two.company
    FROM two ASOF JOIN invoices ON two.company = invoices.company AND t2 < invoices.time
    WHERE invoices.time <= t1 + INTERVAL 90 DAY
)
SELECT NULL, 0, count(DISTINCT company) FROM one UNION ALL SELECT NULL, 1, count(DISTINCT company) FROM two
UNION ALL SELECT NULL, 2, count(DISTINCT company) FROM three;

-- # Sign-ups
SELECT 0, NULL, coalesce(epoch_ms({bucket})::VARCHAR, 'total'), count(DISTINCT person)
FROM events WHERE event = 'signed_up' AND time >= {from} AND time < {to}
GROUP BY GROUPING SETS (({bucket}), ());

-- # Total revenue
SELECT 0, NULL, coalesce(epoch_ms({bucket})::VARCHAR, 'total'), sum(purchase_value)
FROM events WHERE event = 'invoice_paid' AND time >= {from} AND time < {to}
GROUP BY GROUPING SETS (({bucket}), ());

-- # Revenue per organisation
SELECT NULL, NULL, coalesce(epoch_ms({bucket})::VARCHAR, 'total'), sum(purchase_value) / count(DISTINCT company)
FROM events WHERE event = 'invoice_paid' AND time >= {from} AND time < {to}
GROUP BY GROUPING SETS (({bucket}), ());

-- # Revenue by plan
SELECT 0, plan, coalesce(epoch_ms({bucket})::VARCHAR, 'total'), sum(purchase_value)
FROM events WHERE event = 'invoice_paid' AND time >= {from} AND time < {to}
GROUP BY GROUPING SETS ((plan, {bucket}), (plan));

-- # Revenue of each organisation
WITH selected AS (
    SELECT company, epoch_ms({bucket}) AS bucket, purchase_value
    FROM events WHERE event = 'invoice_paid' AND time >= {from} AND time < {to}
), largest AS (
    SELECT company FROM selected GROUP BY company ORDER BY sum(purchase_value) DESC, company LIMIT 8
), counted AS (
    SELECT CASE WHEN company IN (FROM largest) THEN company ELSE '$other' END AS name,
        coalesce(bucket::VARCHAR, 'total') AS bucket, sum(purchase_value) AS revenue, count(*) AS invoices
    FROM selected GROUP BY GROUPING SETS ((name, selected.bucket), (name))
)
SELECT 0, name, bucket, revenue FROM counted UNION ALL SELECT 1, name, bucket, invoices FROM counted;

-- # Revenue by pricing tier
WITH counted AS (
    SELECT CASE WHEN purchase_value < 9 THEN '< 9' WHEN purchase_value < 20 THEN '9 – 20' WHEN purchase_value < 50 THEN '20 – 50'
            WHEN purchase_value < 200 THEN '50 – 200' ELSE '≥ 200' END AS tier,
        coalesce(epoch_ms({bucket})::VARCHAR, 'total') AS bucket, sum(purchase_value) AS revenue, count(*) AS invoices
    FROM events WHERE event = 'invoice_paid' AND time >= {from} AND time < {to}
    GROUP BY GROUPING SETS ((tier, {bucket}), (tier))
)
SELECT 0, tier, bucket, revenue FROM counted UNION ALL SELECT 1, tier, bucket, invoices FROM counted;

-- # Projects
SELECT 0, NULL, coalesce(epoch_ms({bucket})::VARCHAR, 'total'), count(*)
FROM events WHERE event = 'project_created' AND time >= {from} AND time < {to}
GROUP BY GROUPING SETS (({bucket}), ());

-- # Projects per organisation
WITH counted AS (
    SELECT company, coalesce(epoch_ms({bucket})::VARCHAR, 'total') AS bucket, count(*) AS projects
    FROM events WHERE event = 'project_created' AND company IS NOT NULL AND time >= {from} AND time < {to}
    GROUP BY GROUPING SETS ((company, {bucket}), (company))
)
SELECT 0, NULL, bucket, avg(projects) FROM counted GROUP BY bucket
UNION ALL SELECT 1, NULL, bucket, max(projects) FROM counted GROUP BY bucket;

-- # New projects
SELECT 0, NULL, coalesce(epoch_ms({bucket})::VARCHAR, 'total'), count(*)
FROM events WHERE event = 'project_created' AND time >= {from} AND time < {to}
GROUP BY GROUPING SETS (({bucket}), ());

-- # Active users
WITH days AS (
    SELECT unnest(generate_series({from}, {to}, INTERVAL 1 DAY))::DATE AS day
), active AS (
    SELECT DISTINCT time::DATE AS day, person FROM events SEMI JOIN (FROM persons WHERE email IS NOT NULL) USING (person)
    WHERE time >= {from} - INTERVAL 29 DAY AND time < {to}
)
SELECT 0, NULL, epoch_ms(day)::VARCHAR, count(*) FROM active WHERE day >= {from} GROUP BY ALL
UNION ALL
SELECT unnest([0, 1, 2]), NULL, 'total', count(DISTINCT person) FROM active WHERE day >= {from} GROUP BY ALL
UNION ALL
SELECT 1, NULL, epoch_ms(days.day)::VARCHAR, count(DISTINCT person)
FROM days JOIN active ON active.day BETWEEN days.day - 6 AND days.day GROUP BY ALL
UNION ALL
SELECT 2, NULL, epoch_ms(days.day)::VARCHAR, count(DISTINCT person)
FROM days JOIN active ON active.day BETWEEN days.day - 29 AND days.day GROUP BY ALL;

-- # Growth of the active users
WITH active AS (
    SELECT DISTINCT person, created_at, time_bucket(INTERVAL 7 DAY, time, DATE '2000-01-02') AS week
    FROM events JOIN persons USING (person)
    WHERE email IS NOT NULL AND time >= time_bucket(INTERVAL 7 DAY, {from}, DATE '2000-01-02') - INTERVAL 7 DAY AND time < {to}
), told AS (
    SELECT person, week, time_bucket(INTERVAL 7 DAY, created_at, DATE '2000-01-02') = week AS is_new,
        lag(week) OVER same = week - INTERVAL 7 DAY AS was_here, lead(week) OVER same = week + INTERVAL 7 DAY AS stays
    FROM active WINDOW same AS (PARTITION BY person ORDER BY week)
), counted AS (
    SELECT CASE WHEN is_new THEN 'new' WHEN was_here THEN 'returning' ELSE 'resurrecting' END AS what, week, count(*) AS people
    FROM told GROUP BY ALL
    UNION ALL
    SELECT 'dormant', week + INTERVAL 7 DAY, -count(*) FROM told WHERE stays IS NOT TRUE GROUP BY ALL
)
SELECT what, epoch_ms(week), people FROM counted
WHERE week >= time_bucket(INTERVAL 7 DAY, {from}, DATE '2000-01-02') AND week < {to};

-- # Retention
WITH cohorts AS (
    SELECT person, date_trunc('month', min(time)) AS cohort FROM events
    WHERE event = 'signed_up' AND time < {to} GROUP BY person HAVING min(time) >= date_trunc('month', {from})
), active AS (
    SELECT DISTINCT person, date_trunc('month', time) AS month FROM events
    WHERE time >= date_trunc('month', {from}) AND time < {to}
)
SELECT epoch_ms(cohort), 'size', count(*) FROM cohorts GROUP BY ALL
UNION ALL
SELECT epoch_ms(cohort), date_diff('month', cohort, month)::VARCHAR, count(*)
FROM cohorts JOIN active USING (person) WHERE month >= cohort AND month < cohort + INTERVAL 12 MONTH GROUP BY ALL;

-- # Stickiness
WITH active AS (
    SELECT DISTINCT person, time::DATE AS day FROM events SEMI JOIN (FROM persons WHERE email IS NOT NULL) USING (person)
    WHERE time >= {from} - INTERVAL 29 DAY AND time < {to}
), days AS (
    SELECT unnest(generate_series({from}, {to}, INTERVAL 1 DAY))::DATE AS day
), counted AS (
    SELECT person, count(*) AS days FROM active WHERE day >= {from} GROUP BY person
)
SELECT '0', days, count(*) FROM counted GROUP BY ALL
UNION ALL
SELECT 'dau', epoch_ms(day), count(*) FROM active WHERE day >= {from} GROUP BY ALL
UNION ALL
SELECT 'wau', epoch_ms(days.day), count(DISTINCT person)
FROM days JOIN active ON active.day BETWEEN days.day - 6 AND days.day GROUP BY ALL
UNION ALL
SELECT 'mau', epoch_ms(days.day), count(DISTINCT person)
FROM days JOIN active ON active.day BETWEEN days.day - 29 AND days.day GROUP BY ALL;

-- # Daily of monthly users
SAME AS Stickiness;

-- # Features
WITH counted AS (
    SELECT feature, coalesce(epoch_ms({bucket})::VARCHAR, 'total') AS bucket,
        count(*) AS uses, count(DISTINCT person) AS persons
    FROM events WHERE event = 'feature_used' AND time >= {from} AND time < {to}
    GROUP BY GROUPING SETS ((feature, {bucket}), (feature))
)
SELECT 0, feature, bucket, uses FROM counted UNION ALL SELECT 1, feature, bucket, persons FROM counted;

-- # Actions
WITH counted AS (
    SELECT event, coalesce(epoch_ms({bucket})::VARCHAR, 'total') AS bucket, count(*) AS events
    FROM events WHERE event IN ('project_created', 'comment_added', 'colleague_invited', 'projects_exported', 'plan_upgraded')
        AND time >= {from} AND time < {to}
    GROUP BY GROUPING SETS ((event, {bucket}), (event))
)
SELECT list_position(['project_created', 'comment_added', 'colleague_invited', 'projects_exported', 'plan_upgraded'], event) - 1,
    NULL, bucket, events FROM counted;
