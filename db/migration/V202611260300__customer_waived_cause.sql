-- A waiver is for the finding that was seen when it was given. Those given before count for the finding that stands beside them now.
alter table preflight_result add column waived_cause text;
update preflight_result set waived_cause = cause where waived_by is not null;
alter table preflight_result add check ((waived_cause is null) = (waived_by is null));
