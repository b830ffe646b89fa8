-- Many ended requests of the past, each about as large as the one that is there already and readable like it: what is
-- seen of them is what their columns say.
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
    SELECT n, at, chance, printf('%08x-%04x-7000-8000-%012x', at >> 16, at & 65535, n) FROM times),
ended AS (
    SELECT id, iif(n % 5, 'completed', 'unavailable') AS state, CAST(101 + chance % :operators AS TEXT) AS operator,
        'department' || (chance / 64 % :departments) AS department, '*500' || (n % 3) AS route, at,
        iif(n % 5, 'helped', iif(n % 2, 'no_answer', 'busy')) AS outcome,
        iif(n % 5, CAST(200 + chance / 1024 % :helpers AS TEXT), NULL) AS helper,
        -- Every fifth found no help; the others were answered after 3 to 60 seconds.
        iif(n % 5, 3000 + chance / 32768 % 57000, NULL) AS answerMilliseconds,
        -- In a flow, dates are seconds since 2001.
        at / 1000.0 - 978307200 AS seconds
    FROM requests),
template (flow) AS (SELECT replace(flow, :template, '<id>') FROM help_requests WHERE id = :template)
INSERT INTO help_requests
    (id, state, isOpen, operator, department, route, createdAt, updatedAt, flow, revision, outcome, helper,
    answerMilliseconds)
SELECT id, state, 0, operator, department, route, at, at + 60000,
    replace(
        json_set(
            template.flow, '$.request.operator', operator, '$.request.department', department, '$.request.route', route,
            '$.request.state', state, '$.request.outcome', outcome, '$.request.createdAt', seconds,
            '$.request.updatedAt', seconds + 60, '$.request.attempts[0].result', iif(helper IS NULL, outcome, 'answered'),
            '$.request.attempts[0].extension', coalesce(helper, '200'),
            -- Nobody was connected for those that were not helped.
            '$.request.manager', iif(helper IS NULL, NULL,
                json_set(json_extract(template.flow, '$.request.manager'), '$.extension', helper)),
            '$.request.timeline', json_array(
                json_object('state', 'accepted', 'at', seconds), json_object('state', 'ringing_manager', 'at', seconds + 1),
                json_object(
                    'state', iif(helper IS NULL, 'ringing_manager', 'connected'), 'at',
                    seconds + coalesce(answerMilliseconds, 2000) / 1000.0),
                json_object('state', state, 'at', seconds + 60))),
        '<id>', id),
    0, outcome, helper, answerMilliseconds
FROM ended, template;

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
