// An equirectangular picture all around, its centre at a heading. Azimuth 0 is +z, azimuth 90 is +x.
Shader "XrContent/Sky"
{
    Properties
    {
        _MainTex ("Equirectangular picture", 2D) = "grey" {}
        _Heading ("Azimuth of its centre, degrees", Float) = 0
        _Rows ("Pictures above each other, the upper of which is shown", Float) = 1
    }
    // Universal Render Pipeline.
    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.universal" }
        Tags { "RenderPipeline" = "UniversalPipeline" "Queue" = "Background" "RenderType" = "Background" "PreviewType" = "Skybox" }
        Cull Off
        ZWrite Off
        Pass
        {
            HLSLPROGRAM
            #pragma vertex vert
            #pragma fragment frag
            #pragma target 3.0
            #pragma multi_compile_instancing
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Core.hlsl"

            TEXTURE2D(_MainTex);
            SAMPLER(sampler_MainTex);

            CBUFFER_START(UnityPerMaterial)
            float4 _MainTex_ST;
            float _Heading;
            float _Rows;
            CBUFFER_END

            struct Corner
            {
                float4 place : POSITION;
                UNITY_VERTEX_INPUT_INSTANCE_ID
            };

            struct Ray
            {
                float4 place : SV_POSITION;
                float3 direction : TEXCOORD0;
                UNITY_VERTEX_OUTPUT_STEREO
            };

            Ray vert(Corner corner)
            {
                Ray ray;
                UNITY_SETUP_INSTANCE_ID(corner);
                UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(ray);
                ray.place = TransformObjectToHClip(corner.place.xyz);
                ray.direction = corner.place.xyz;
                return ray;
            }

            float4 frag(Ray ray) : SV_Target
            {
                float3 direction = normalize(ray.direction);
                float azimuth = degrees(atan2(direction.x, direction.z));
                float u = frac((azimuth - _Heading) / 360.0 + 0.5);
                float v = degrees(asin(direction.y)) / 180.0 + 0.5;
                // The finest level by name: where u jumps from 1 to 0 the chosen one would be the coarsest, and a seam be seen.
                return SAMPLE_TEXTURE2D_LOD(_MainTex, sampler_MainTex, float2(u, 1.0 - (1.0 - v) / _Rows), 0);
            }
            ENDHLSL
        }
    }
    // Built-in pipeline.
    SubShader
    {
        Tags { "Queue" = "Background" "RenderType" = "Background" "PreviewType" = "Skybox" }
        Cull Off
        ZWrite Off
        Pass
        {
            CGPROGRAM
            #pragma vertex vert
            #pragma fragment frag
            #pragma target 3.0
            #include "UnityCG.cginc"

            sampler2D _MainTex;
            float _Heading;
            float _Rows;

            struct Corner
            {
                float4 place : POSITION;
                UNITY_VERTEX_INPUT_INSTANCE_ID
            };

            struct Ray
            {
                float4 place : SV_POSITION;
                float3 direction : TEXCOORD0;
                UNITY_VERTEX_OUTPUT_STEREO
            };

            Ray vert(Corner corner)
            {
                Ray ray;
                UNITY_SETUP_INSTANCE_ID(corner);
                UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(ray);
                ray.place = UnityObjectToClipPos(corner.place);
                ray.direction = corner.place.xyz;
                return ray;
            }

            float4 frag(Ray ray) : SV_Target
            {
                float3 direction = normalize(ray.direction);
                float azimuth = degrees(atan2(direction.x, direction.z));
                float u = frac((azimuth - _Heading) / 360.0 + 0.5);
                float v = degrees(asin(direction.y)) / 180.0 + 0.5;
                // The finest level by name: where u jumps from 1 to 0 the chosen one would be the coarsest, and a seam be seen.
                return tex2Dlod(_MainTex, float4(u, 1.0 - (1.0 - v) / _Rows, 0, 0));
            }
            ENDCG
        }
    }
}
