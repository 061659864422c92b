--+ zh: name
--+ iri: party
WITH written AS (
  SELECT party, name, surface, count(*) AS times FROM assignments WHERE asked(party, $party) GROUP BY ALL
)
SELECT name, surface, count(*) OVER (PARTITION BY party) AS spellings, times, party
FROM written
QUALIFY spellings > 1
ORDER BY spellings DESC, name, party, times DESC, surface
