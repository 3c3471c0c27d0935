package com.trmlabs.portal;

import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** What the API says when it says no (RFC 9457): what happened, what it means, what to do. */
@RestControllerAdvice(annotations = RestController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String NOTHING_CHANGED = "Nothing changed.";

    static ProblemDetail problem(HttpStatus status, String what, String means, String todo) {
        var problem = ProblemDetail.forStatusAndDetail(status, what);
        problem.setProperty("means", means);
        problem.setProperty("do", todo);
        return problem;
    }

    @ExceptionHandler
    ProblemDetail refused(Refusal refusal) {
        return problem(HttpStatus.UNPROCESSABLE_CONTENT, text(refusal), NOTHING_CHANGED, "Correct what the message names and send it again.");
    }

    @ExceptionHandler
    ProblemDetail wrongInput(IllegalArgumentException input) {
        return problem(HttpStatus.BAD_REQUEST, text(input), NOTHING_CHANGED, "Correct the value and send it again.");
    }

    @ExceptionHandler
    ProblemDetail notFound(NotFound missing) {
        return problem(HttpStatus.NOT_FOUND, text(missing), NOTHING_CHANGED, "Check the name, or ask for a role that may see it.");
    }

    @ExceptionHandler
    ProblemDetail denied(AccessDeniedException denial) {
        return problem(HttpStatus.FORBIDDEN, "You have no right to this.", NOTHING_CHANGED, "Use a token or a role that allows it.");
    }

    @ExceptionHandler
    ProblemDetail failed(Exception failure) {
        LOG.error("A call of the API failed", failure);
        return problem(HttpStatus.INTERNAL_SERVER_ERROR, "The portal failed at this.", "It may or may not have taken effect; reading tells.",
                "Try again; if it stays, tell an administrator of the portal.");
    }

    private static String text(Exception said) {
        return String.valueOf(said.getMessage());
    }
}
