--+ zh: name documentName otherName otherDocumentName
--+ iri: task other party otherParty
WITH led AS (
  SELECT DISTINCT text, task, party, name, documentName, number
  FROM tasks JOIN assignments USING (task)
  WHERE leads
)
SELECT one.text, one.name, one.documentName, one.number, another.name AS otherName,
  another.documentName AS otherDocumentName, another.number AS otherNumber,
  one.task, another.task AS other, one.party, another.party AS otherParty
FROM led AS one JOIN led AS another ON one.text = another.text AND one.task < another.task
  ANTI JOIN led AS mine ON mine.task = one.task AND mine.party = another.party
  ANTI JOIN led AS theirs ON theirs.task = another.task AND theirs.party = one.party
ORDER BY one.text, one.task, other, one.name, otherName
