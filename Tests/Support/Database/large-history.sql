-- Many ended requests of the past, each as large as the one that is there already and readable like it.
--
-- :count      how many
-- :end        milliseconds since 1970, before which they were accepted
-- :duration   milliseconds in which they were
-- :template   the id of the ended request that they are made after
-- :operators, :departments, :helpers   how many of each; operators from 101, helpers from 200, department0 and on

WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :count),
times (n, at, chance) AS (
    -- The chance is Knuth's multiplicative hash: the same numbers in every run.
    SELECT n, :end - :duration + n * :duration / :count, (n * 2654435761) % 4294967296 FROM numbers),
requests (n, at, chance, id) AS (
    SELECT n, at, chance, printf('%08x-%04x-7000-8000-%012x', at >> 16, at & 65535, n) FROM times)
INSERT INTO help_requests
    (id, state, isOpen, operator, department, route, createdAt, updatedAt, flow, revision, outcome, helper,
    answerMilliseconds)
SELECT id, iif(n % 5, 'completed', 'unavailable'), 0, 101 + chance % :operators,
    'department' || (chance / 64 % :departments), '*500' || (n % 3), at, at + 60000,
    replace((SELECT flow FROM help_requests WHERE id = :template), :template, id), 0,
    iif(n % 5, 'helped', iif(n % 2, 'no_answer', 'busy')), iif(n % 5, 200 + chance / 1024 % :helpers, NULL),
    -- Every fifth found no help; the others were answered after 3 to 60 seconds.
    iif(n % 5, 3000 + chance / 32768 % 57000, NULL)
FROM requests;

INSERT INTO ring_attempts (request, position, helper, department, createdAt)
SELECT id, 0, coalesce(helper, 200 + rowid % :helpers), department, createdAt FROM help_requests
WHERE id <> :template AND id NOT IN (SELECT request FROM ring_attempts);

-- Of those that were helped every fourth was whispered to; nobody has seen to those that were not.
INSERT INTO listenings (request, position, startedAt, milliseconds, role, listener, mode, operator, department)
SELECT id, 0, createdAt + answerMilliseconds, 40000, 'helper', helper, 'whisper', operator, department
FROM help_requests WHERE id <> :template AND answerMilliseconds % 4 = 0 AND helper IS NOT NULL
AND id NOT IN (SELECT request FROM listenings);

INSERT INTO missed_requests (request, department, createdAt)
SELECT id, department, createdAt FROM help_requests
WHERE id <> :template AND state = 'unavailable' AND id NOT IN (SELECT request FROM missed_requests);
