/**
 * The resource algebra of Mesos: {@link io.mesosbatch.resources.Resources} adds, subtracts,
 * compares and converts what agents offer; the validations say what a master would refuse. Depends
 * on the generated schema alone.
 */
package io.mesosbatch.resources;
