--+ zh: one other
--+ iri: a b
WITH led AS (
  SELECT lead.party AS a, lead.name AS one, co.party AS b, co.name AS other, count(DISTINCT task) AS tasks
  FROM assignments AS lead JOIN assignments AS co USING (task)
  -- an open group is named anew in each document
  WHERE lead.leads AND NOT co.leads AND lead.named = lead.party AND co.named = co.party
  GROUP BY ALL
)
SELECT led.one, led.other, led.tasks AS oneLeads, back.tasks AS otherLeads, led.a, led.b
FROM led JOIN led AS back ON led.a = back.b AND led.b = back.a AND led.a < led.b
ORDER BY oneLeads DESC, otherLeads DESC, led.one, led.other, led.a, led.b
