WITH led AS (SELECT count(DISTINCT task) AS n FROM assignments WHERE leads GROUP BY named),
  strong AS (SELECT n FROM led ORDER BY n DESC LIMIT 3)
SELECT count(*) AS leaders, coalesce(sum(n), 0) AS leads,
  tenths((SELECT sum(n) FROM strong), sum(n)) AS cr3,
  (floor(10000 * sum(n * n) / (sum(n) * sum(n)) + 0.5) / 10000)::DECIMAL(18, 4) AS hhi
FROM led
