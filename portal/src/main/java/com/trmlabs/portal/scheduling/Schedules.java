package com.trmlabs.portal.scheduling;

import java.time.Duration;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When things happen by themselves. A firing proves nothing: what a job calls is safe to call at any time, on any replica. */
@Configuration(proxyBeanMethods = false)
class Schedules {

    @Bean
    JobDetail runs() {
        return job(RunsJob.class);
    }

    @Bean
    Trigger everyTwoSeconds() {
        return every(RunsJob.class, Duration.ofSeconds(2));
    }

    @Bean
    JobDetail approvalExpiry() {
        return job(ApprovalExpiryJob.class);
    }

    @Bean
    Trigger everyHalfMinute() {
        return every(ApprovalExpiryJob.class, Duration.ofSeconds(30));
    }

    @Bean
    JobDetail health() {
        return job(HealthJob.class);
    }

    @Bean
    Trigger everyTwentySeconds() {
        return every(HealthJob.class, Duration.ofSeconds(20));
    }

    private static JobDetail job(Class<? extends Job> type) {
        return JobBuilder.newJob(type).withIdentity(type.getSimpleName()).storeDurably().build();
    }

    private static Trigger every(Class<? extends Job> type, Duration interval) {
        return TriggerBuilder.newTrigger().forJob(type.getSimpleName()).withIdentity(type.getSimpleName())
                .withSchedule(SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(interval.toMillis()).repeatForever()
                        .withMisfireHandlingInstructionNextWithRemainingCount()).build();
    }
}
