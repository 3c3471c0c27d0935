-- Whoever edits or seals a change has written it as much as its requester, and votes on it as little.
alter table change add column editors text[] not null default '{}';
alter table approval add column editors text[] not null default '{}';

create or replace function vote_is_of_somebody_else() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        raise exception 'votes are never altered';
    end if;
    if exists (select 1 from approval where subject = new.subject and (requester = new.voter or new.voter = any(editors))) then
        raise exception 'whoever requested or edited % cannot vote on it', new.subject;
    end if;
    return new;
end $$;
