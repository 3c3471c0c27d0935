-- Which changes a project's place and a customer's tier are fixed by, so that one that never ran can let go of them again.
alter table project add column fixed_by text[] not null default '{}';
update project set fixed_by = array(select outcome from onboarding where state = 'SUBMITTED' and project = project.id) where onboarded;
alter table project drop column onboarded;

alter table customer add column fixed_by text[] not null default '{}';
update customer set fixed_by = array(select outcome from onboarding where state = 'SUBMITTED' and customer = customer.id) where onboarded;
alter table customer drop column onboarded;
