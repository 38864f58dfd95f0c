-- What insights read: each event of hoofprint.sqlite3 as a narrow row, in the order in which questions are asked. All of it is
-- made from there, and made anew where this file is missing; `sqlite3 facts.sqlite3` can run the SQL that an insight shows.

-- How far it has come: `event` and `amendment` are the last rows that were read, `uuid` is the event's.
CREATE TABLE state (
    key TEXT PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;

CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (project, name)
);

-- Distinct ids, and the row of the person that each belongs to now, all merges considered; without one it is a person of its own.
-- `since` is the time of its first event.
CREATE TABLE ids (
    id INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    distinct_id TEXT NOT NULL,
    person INTEGER,
    since INTEGER NOT NULL,
    UNIQUE (project, distinct_id)
);

-- One row each time that a distinct id came to belong to another person.
CREATE TABLE moves (
    id INTEGER PRIMARY KEY,
    who INTEGER NOT NULL
);
CREATE TRIGGER ids_move AFTER UPDATE OF person ON ids WHEN new.person IS NOT old.person BEGIN
    INSERT INTO moves (who) VALUES (new.id);
END;

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    session TEXT NOT NULL,
    UNIQUE (project, session)
);

CREATE TABLE groups (
    id INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    type_index INTEGER NOT NULL,
    key TEXT NOT NULL,
    UNIQUE (project, type_index, key)
);

-- `name`, `who`, `session` and `group_*` are rows of the tables above, `at` is in milliseconds since 1970, `event` is the row
-- of `events` in hoofprint.sqlite3.
CREATE TABLE facts (
    name INTEGER NOT NULL,
    at INTEGER NOT NULL,
    event INTEGER NOT NULL,
    who INTEGER NOT NULL,
    session INTEGER,
    group_0 INTEGER,
    group_1 INTEGER,
    group_2 INTEGER,
    group_3 INTEGER,
    group_4 INTEGER,
    PRIMARY KEY (name, at, event)
) WITHOUT ROWID;

-- Properties that a question has asked for. The values of column 7 lie in the table `column_7`, one row for each event that has
-- the property: texts and numbers as they are, all else as JSON in a blob. `name` is 0 for a column of all events. Columns
-- whose `until` is null hold every event, the others those up to that row.
CREATE TABLE columns (
    id INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    name INTEGER NOT NULL,
    property TEXT NOT NULL,
    until INTEGER,
    used_on INTEGER NOT NULL,
    UNIQUE (project, name, property)
);
