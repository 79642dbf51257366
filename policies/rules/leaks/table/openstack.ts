import { address, documented } from "./rows";

/** Copies of objects in other OpenStack clouds. */
export const openStackReplication = [
  ...documented("OpenStack Swift, container to container synchronisation", [
    address("openstack:objectstorage/container:Container", "containerSyncTo", "copied to"),
  ]),
];
