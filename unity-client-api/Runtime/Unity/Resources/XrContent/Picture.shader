// A picture with its own transparency, seen from both sides.
Shader "XrContent/Picture"
{
    Properties
    {
        _MainTex ("Picture", 2D) = "white" {}
    }
    // Universal Render Pipeline.
    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.universal" }
        Tags { "RenderPipeline" = "UniversalPipeline" "Queue" = "Transparent" "RenderType" = "Transparent" "IgnoreProjector" = "True" }
        Blend SrcAlpha OneMinusSrcAlpha
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
            CBUFFER_END

            struct Corner
            {
                float4 place : POSITION;
                float2 uv : TEXCOORD0;
                UNITY_VERTEX_INPUT_INSTANCE_ID
            };

            struct Point
            {
                float4 place : SV_POSITION;
                float2 uv : TEXCOORD0;
                UNITY_VERTEX_OUTPUT_STEREO
            };

            Point vert(Corner corner)
            {
                Point seen;
                UNITY_SETUP_INSTANCE_ID(corner);
                UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(seen);
                seen.place = TransformObjectToHClip(corner.place.xyz);
                seen.uv = corner.uv;
                return seen;
            }

            float4 frag(Point seen) : SV_Target
            {
                return SAMPLE_TEXTURE2D(_MainTex, sampler_MainTex, seen.uv);
            }
            ENDHLSL
        }
    }
    // Built-in pipeline.
    SubShader
    {
        Tags { "Queue" = "Transparent" "RenderType" = "Transparent" "IgnoreProjector" = "True" }
        Blend SrcAlpha OneMinusSrcAlpha
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

            struct Corner
            {
                float4 place : POSITION;
                float2 uv : TEXCOORD0;
                UNITY_VERTEX_INPUT_INSTANCE_ID
            };

            struct Point
            {
                float4 place : SV_POSITION;
                float2 uv : TEXCOORD0;
                UNITY_VERTEX_OUTPUT_STEREO
            };

            Point vert(Corner corner)
            {
                Point seen;
                UNITY_SETUP_INSTANCE_ID(corner);
                UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(seen);
                seen.place = UnityObjectToClipPos(corner.place);
                seen.uv = corner.uv;
                return seen;
            }

            float4 frag(Point seen) : SV_Target
            {
                return tex2D(_MainTex, seen.uv);
            }
            ENDCG
        }
    }
}
