--+ zh: documentName placeName name
--+ iri: role kind task party document
WITH kinds AS (
  SELECT unnest(['Court', 'Procuratorate', 'PeoplesCongress', 'ConsultativeConference', 'MilitaryBody']) AS class
)
SELECT documentName, placeName, number, name, role, term(class) AS kind, text, task, party, document
FROM assignments JOIN kinds ON class IN classes JOIN tasks USING (task)
WHERE named = party AND asked(term(class), $kind) AND asked(document, $document)
GROUP BY ALL
ORDER BY document, any_value(turn), any_value("order"), task, name
