-- A change of a whole cluster runs beside no other one in that cluster. The unique index on targets cannot say that, because the
-- targets differ; so whoever starts a run waits for others who start one in the same cluster, and then looks.
create function change_alone_in_its_cluster() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtext('change in ' || new.cluster));
    if exists (select from change other where other.status = 'RUNNING' and other.cluster = new.cluster and other.id <> new.id
            and (other.service is null or new.service is null)) then
        raise unique_violation using message = 'another change runs in the cluster ' || new.cluster, constraint = 'change_alone_in_its_cluster';
    end if;
    return new;
end $$;

create trigger change_alone_in_its_cluster before update of status on change
    for each row when (new.status = 'RUNNING' and old.status <> 'RUNNING' and new.cluster is not null)
    execute function change_alone_in_its_cluster();
