/** What the portal asks a customer's admin to grant: read from one file, shown as commands and as Terraform. */
@NullMarked
package com.trmlabs.portal.customer.access;

import org.jspecify.annotations.NullMarked;
