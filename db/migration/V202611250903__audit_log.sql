-- What happened, written in the transaction that made it true. Rows leave only by being sequenced.
create table audit_outbox (
    id     bigint generated always as identity primary key,
    entry  text not null
);

-- The log. `entry` is the canonical JSON (RFC 8785) of the event with its number; the other columns repeat it for searching.
create table audit_event (
    seq        bigint primary key check (seq >= 0),
    outbox_id  bigint not null unique,
    at         timestamptz not null,
    actor      text not null,
    action     text not null,
    subject    text not null,
    customer   text,
    service    text,
    outcome    text not null check (outcome in ('ALLOWED', 'DENIED', 'FAILED')),
    entry      text not null
);
create index audit_event_at on audit_event (at, seq);
create index audit_event_actor on audit_event (actor, seq);
create index audit_event_action on audit_event (action, seq);
create index audit_event_customer on audit_event (customer, seq);
create index audit_event_service on audit_event (service, seq);
create index audit_event_outcome on audit_event (seq) where outcome <> 'ALLOWED';

revoke update, delete on audit_event from "${appRole}";
revoke update on audit_outbox from "${appRole}";

create function audit_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'The audit log is append-only: % of % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;

create function audit_refuse_gap() returns trigger language plpgsql as $$
begin
    if new.seq <> (select coalesce(max(seq) + 1, 0) from audit_event) then
        raise exception 'Entry % does not follow the last one', new.seq using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;

create function audit_refuse_loss() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from audit_event where outbox_id = old.id) then
        raise exception 'Event % is not in the log yet', old.id using errcode = 'insufficient_privilege';
    end if;
    return old;
end $$;

create trigger audit_event_append_only before update or delete on audit_event for each row execute function audit_refuse();
create trigger audit_event_kept before truncate on audit_event for each statement execute function audit_refuse();
create trigger audit_event_dense before insert on audit_event for each row execute function audit_refuse_gap();
create trigger audit_outbox_unchanged before update on audit_outbox for each row execute function audit_refuse();
create trigger audit_outbox_kept before truncate on audit_outbox for each statement execute function audit_refuse();
create trigger audit_outbox_moved before delete on audit_outbox for each row execute function audit_refuse_loss();
