--+ zh: name
--+ iri: body
WITH gained AS (
  SELECT party AS body, task, task AS direct FROM assignments WHERE is_body
  UNION ALL
  SELECT unnest(members), task, NULL FROM assignments
)
SELECT name, count(DISTINCT direct) AS named, count(DISTINCT task) AS expanded, body
FROM gained JOIN parties ON party = body
WHERE asked(body, $body)
GROUP BY body, name
ORDER BY expanded DESC, name, body
