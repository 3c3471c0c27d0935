-- Each text that was ever sealed, by its fingerprint: what a vote was given to can be read after later seals, and by nobody altered.
create table change_seal (
    change      bigint      not null references change,
    fingerprint text        not null,
    text        text        not null,
    sealed      timestamptz not null,
    primary key (change, fingerprint),
    constraint change_seal_is_its_own check (fingerprint = encode(sha256(convert_to(text, 'UTF8')), 'hex'))
);
insert into change_seal (change, fingerprint, text, sealed) select id, fingerprint, plan, sealed from change where plan is not null;

create function change_seal_stays() returns trigger language plpgsql as $$
begin
    raise exception 'Sealed texts stay: % of % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger change_seal_stays before update or delete on change_seal for each row execute function change_seal_stays();
create trigger change_seal_kept before truncate on change_seal for each statement execute function change_seal_stays();
revoke update, delete, truncate on change_seal from "${appRole}";
