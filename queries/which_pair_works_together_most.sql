--+ zh: one other
--+ iri: a b
WITH involved AS (SELECT DISTINCT task, named, name FROM assignments)
SELECT x.name AS one, y.name AS other, count(*) AS tasks, x.named AS a, y.named AS b
FROM involved AS x JOIN involved AS y ON x.task = y.task AND x.named < y.named
GROUP BY ALL
ORDER BY tasks DESC, one, other, a, b
