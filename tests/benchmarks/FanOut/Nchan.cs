using System.Diagnostics;

namespace XrContent.Benchmarks.FanOut;

/// <summary>nginx with nchan, which tells one message to many as server-sent events.</summary>
internal static class Nchan
{
    private const string Module = "/usr/lib/nginx/modules/ngx_nchan_module.so";

    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static Process Start(int port)
    {
        if (!File.Exists(Module))
            throw new InvalidOperationException("nchan is not installed; Debian has it in libnginx-mod-nchan.");
        var root = Directory.CreateTempSubdirectory("xrcontent-nchan-").FullName;
        var configuration = Path.Combine(root, "nginx.conf");
        File.WriteAllText(
            configuration,
            $$"""
            load_module {{Module}};
            daemon off; master_process off; pid {{root}}/pid; error_log {{root}}/error.log;
            worker_rlimit_nofile 20000;
            events { worker_connections 19000; }
            http {
              access_log off; client_body_temp_path {{root}}/body; proxy_temp_path {{root}}/proxy;
              fastcgi_temp_path {{root}}/fastcgi; uwsgi_temp_path {{root}}/uwsgi; scgi_temp_path {{root}}/scgi;
              server {
                listen 127.0.0.1:{{port}} backlog=4096;
                location = /publish { nchan_publisher; nchan_channel_id near; }
                location = /listen { nchan_subscriber eventsource; nchan_channel_id near; }
              }
            }
            """
        );
        return Process.Start(new ProcessStartInfo("nginx", ["-c", configuration, "-e", Path.Combine(root, "error.log")]))!;
    }
}
