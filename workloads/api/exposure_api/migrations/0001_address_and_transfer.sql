-- Addresses, and their transfers once per side: a transfer from A to B is an outflow in A's rows and an inflow in B's, so that one shard
-- answers for an address.
CREATE TABLE address (
    address    text PRIMARY KEY CHECK (address ~ '^[0-9A-Za-z][0-9A-Za-z:._-]{0,127}$'),
    first_seen timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE transfer (
    address        text        NOT NULL,
    transfer_id    uuid        NOT NULL,
    direction      text        NOT NULL CHECK (direction IN ('inflow', 'outflow')),
    counterparty   text        NOT NULL CHECK (counterparty ~ '^[0-9A-Za-z][0-9A-Za-z:._-]{0,127}$'),
    amount         numeric     NOT NULL CHECK (amount > 0 AND amount < 'Infinity'),
    transferred_at timestamptz NOT NULL,
    PRIMARY KEY (address, transfer_id, direction)
);

CREATE INDEX transfer_by_time ON transfer (address, transferred_at) INCLUDE (counterparty, direction, amount);
