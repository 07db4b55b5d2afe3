/** The Camel component {@code mesos}: one framework session a name, shared by all its endpoints. */
package io.mesosbatch.component;
