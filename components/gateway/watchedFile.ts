/** A file that Envoy reads again when something in its folder was moved, as the kubelet does to change a volume. */
export function watchedFile(folder: string, file: string) {
  return {
    path_config_source: { path: `${folder}/${file}`, watched_directory: { path: folder } },
    resource_api_version: "V3",
  };
}
