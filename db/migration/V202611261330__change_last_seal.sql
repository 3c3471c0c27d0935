-- What was sealed last stays until the next seal, also while nothing is: what has become of the cluster since is told against it.
alter table change drop constraint change_check;
alter table change add constraint change_sealed_plan check (fingerprint is null or plan is not null);
alter table change add column basis_fields text not null default '{}';
