package com.trmlabs.portal.audit;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/** Each replica tries to sequence; the lock lets one through. */
@Configuration(proxyBeanMethods = false)
class AuditSchedule implements SchedulingConfigurer {

    private final Sequencer sequencer;
    private final AuditSettings settings;

    AuditSchedule(Sequencer sequencer, AuditSettings settings) {
        this.sequencer = sequencer;
        this.settings = settings;
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar registrar) {
        registrar.addFixedDelayTask(sequencer::keepUp, settings.sequenceEvery());
    }
}
