package com.trmlabs.portal.customer.ui;

/** Something to correct before a step is right. @param focus moves to the field that it is about */
public record StepProblem(String message, Runnable focus) {}
