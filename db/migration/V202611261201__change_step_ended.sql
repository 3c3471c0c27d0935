-- What a step's state says about the past has to be there: done by a statement of one column alone, a step is not.
alter table change_step
    add constraint change_step_ended check ((state in ('DONE', 'FAILED')) = (ended is not null)),
    add constraint change_step_begun check (state not in ('BEGUN', 'EXECUTED', 'DONE') or (begun is not null and attempts > 0));
