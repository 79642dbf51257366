import { isCloudPackage } from "../../../approval/judgeLocation";
import type { Approval } from "../../../approval/approval";
import type { Resource } from "../../../resource";
import { valuesAt, type Found } from "../../../values";
import type { Finding } from "../../rule";
import type { Judge, Leak } from "../leak";
import { holds } from "../when";
import { address } from "./address";
import { arn, identifier } from "./arn";
import type { Context } from "./context";
import { image, registry } from "./image";
import { location } from "./location";
import { mode, placeClass, presence } from "./mode";
import { model } from "./model";
import { offSite } from "./offSite";
import { pair } from "./pair";
import { zone } from "./zone";

/** The findings of one leak on a resource; none when the leak's condition does not hold. */
export function judgeLeak(leak: Leak, resource: Resource, approval: Approval): readonly Finding[] {
  const cloud = leak.type.slice(0, leak.type.indexOf(":"));
  if (!isCloudPackage(cloud) || !holds(leak.when, resource.inputs, cloud)) return [];
  const found = leak.path === "" ? [] : valuesAt(resource.inputs, leak.path);
  return judge(found, { resource, approval, cloud, leak }, leak.judge);
}

function judge(found: readonly Found[], common: Context, by: Judge): readonly Finding[] {
  switch (by.kind) {
    case "location":
      return location(found, { ...common, judge: by });
    case "zone":
      return zone(found, { ...common, judge: by });
    case "arn":
      return arn(found, { ...common, judge: by });
    case "identifier":
      return identifier(found, { ...common, judge: by });
    case "presence":
      return presence(found, { ...common, judge: by });
    case "mode":
      return mode(found, { ...common, judge: by });
    case "pair":
      return pair(found, { ...common, judge: by });
    case "class":
      return placeClass(found, { ...common, judge: by });
    case "offSite":
      return offSite(found, { ...common, judge: by });
    case "address":
      return address(found, { ...common, judge: by });
    case "registry":
      return registry(found, { ...common, judge: by });
    case "image":
      return image(found, { ...common, judge: by });
    case "model":
      return model(found, { ...common, judge: by });
  }
}
