package com.trmlabs.portal.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method by which a person or machine does something. When it ends in a refusal or a denied right, an audit event
 * with this action is written in a transaction of its own, about the first argument.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Activity {

    /** The action, as in {@link DomainEvent#action()}. */
    String value();
}
