package io.kvmguest.network;

/**
 * A tag of a frame (IEEE 802.1Q, or the service tag of 802.1ad).
 *
 * @param id the VLAN's number; 0 is none, for a tag that only tells a priority
 * @param priority from 0 to 7
 */
public record VlanTag(int id, int priority) {}
