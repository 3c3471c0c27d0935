package com.trmlabs.portal.customer.preflight;

import com.trmlabs.portal.customer.spi.PreflightCheck;
import java.util.function.Function;

/** A check made of its words and a question. */
record Check(String id, String title, Topic topic, boolean strict, Function<Subject, Finding> question) implements PreflightCheck {

    static Check strict(String id, String title, Topic topic, Function<Subject, Finding> question) {
        return new Check(id, title, topic, true, question);
    }

    static Check waivable(String id, String title, Topic topic, Function<Subject, Finding> question) {
        return new Check(id, title, topic, false, question);
    }

    @Override
    public Finding check(Subject subject) {
        return question.apply(subject);
    }
}
