-- What is another than at the first seal stays on the change; why votes are void is true only until it is sealed again.
alter table change add column changed_since text not null default '';
update change set votes_voided = null where status not in ('DRAFT', 'PLANNED');
alter table change add constraint change_votes_voided check (votes_voided is null or status in ('DRAFT', 'PLANNED'));
