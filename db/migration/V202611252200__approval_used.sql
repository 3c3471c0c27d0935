-- An approval is spent when what it was given for begins. Until now it stayed granted, and expired after the run.
alter table approval add column used timestamptz;
alter table approval drop constraint approval_state_check;

update approval a set state = 'USED', used = c.started, version = a.version + 1
from change c where a.subject = 'C-' || c.id and c.started is not null and a.state in ('GRANTED', 'EXPIRED');

alter table approval
    add constraint approval_state_check check (state in ('OPEN', 'GRANTED', 'USED', 'REJECTED', 'VOIDED', 'EXPIRED', 'WITHDRAWN')),
    add constraint approval_used_once_granted check ((state = 'USED') = (used is not null));

create function approval_is_used_once() returns trigger language plpgsql as $$
begin
    if old.state = 'USED' or (new.state = 'USED' and old.state <> 'GRANTED') then
        raise exception 'the approval of % is % and cannot become %', new.subject, old.state, new.state;
    end if;
    return new;
end $$;
create trigger approval_is_used_once before update on approval for each row execute function approval_is_used_once();
