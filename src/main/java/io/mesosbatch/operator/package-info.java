/**
 * What an operator does with the reservations and volumes of a cluster: works out the steps from
 * what the agents have and what is wanted. Knows the schema, resources and JSON; sends nothing.
 */
package io.mesosbatch.operator;
